# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The nests and eggs that panels are shipped with: what of them an API client sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Variable(NamedTuple):
    """A variable of an egg, and what may be put into it."""

    env: str
    default: str
    rules: str
    editable: bool = True
    viewable: bool = True
    name: str = ""

    @property
    def title(self) -> str:
        return self.name or self.env.replace("_", " ").title()


@dataclass(frozen=True, slots=True)
class Egg:
    """The recipe of a game. ``done`` is what its console says when it has started, ``stop`` what ends it."""

    name: str
    images: dict[str, str]
    startup: str
    done: str
    stop: str
    variables: tuple[Variable, ...]
    features: tuple[str, ...] = ()
    denylist: tuple[str, ...] = field(default=())
    # What the install script leaves behind, the files it writes anew each time.
    files: tuple[tuple[str, str], ...] = ()


class Nest(NamedTuple):
    name: str
    description: str
    eggs: tuple[Egg, ...]


AUTHOR = "support@pterodactyl.io"
YOLKS = "ghcr.io/pterodactyl/yolks"
JAVA = {f"Java {version}": f"{YOLKS}:java_{version}" for version in (21, 17, 16, 11, 8)}
SOURCE = {"ghcr.io/pterodactyl/games:source": "ghcr.io/pterodactyl/games:source"}
JARFILE = r"required|regex:/^([\w\d._-]+)(\.jar)$/"
JAR = Variable("SERVER_JARFILE", "server.jar", JARFILE, name="Server Jar File")
MINECRAFT_FEATURES = ("eula", "java_version", "pid_limit")
JAVA_STARTUP = "java -Xms128M -XX:MaxRAMPercentage=95.0 {}-jar {{{{SERVER_JARFILE}}}}"
STEAM = Variable("STEAM_ACC", "", "required|string|alpha_num|size:32", name="Steam Account Token")
SRCDS = (
    "./srcds_run -game {} -console -port {{{{SERVER_PORT}}}} +ip 0.0.0.0 +map {{{{SRCDS_MAP}}}} -strictportbind "
    "-norestart"
)


def _minecraft(name: str, *variables: Variable, options: str = "", jar: str = "server.jar") -> Egg:
    return Egg(
        name,
        JAVA,
        JAVA_STARTUP.format(options),
        ")! For help, type ",
        "stop",
        variables,
        MINECRAFT_FEATURES,
        files=((f"/{jar}", f"{name}\n"), ("/server.properties", "server-port=25565\nmax-players=20\n")),
    )


def _source(name: str, game: str, app: str, world: str, *more: Variable) -> Egg:
    fixed = Variable("SRCDS_APPID", app, f"required|regex:/^({app})$/", editable=False, name="Game ID")
    first = Variable("SRCDS_MAP", world, r"required|regex:/^(\w{1,20})$/", name="Default Map")
    files = (("/srcds_run", "#!/bin/sh\n"), (f"/{game}/cfg/server.cfg", f'hostname "{name}"\n'))
    return Egg(name, SOURCE, SRCDS.format(game), "gameserver Steam ID", "quit", (fixed, first, *more), files=files)


MINECRAFT = Nest(
    "Minecraft",
    "Minecraft - the classic game from Mojang. With support for Vanilla MC, Spigot, and many others!",
    (
        _minecraft(
            "Bungeecord",
            Variable("BUNGEE_VERSION", "latest", "required|alpha_num|between:1,6", name="Bungeecord Version"),
            Variable("SERVER_JARFILE", "bungeecord.jar", JARFILE, name="Bungeecord Jar File"),
            jar="bungeecord.jar",
        ),
        _minecraft(
            "Forge Minecraft",
            JAR,
            Variable("MC_VERSION", "latest", "required|string|max:9", name="Minecraft Version"),
            Variable("BUILD_TYPE", "recommended", "required|string|in:recommended,latest", name="Build Type"),
            Variable("FORGE_VERSION", "", r"nullable|regex:/^[0-9\.\-]+$/", name="Forge Version"),
            options="-Dterminal.jline=false -Dterminal.ansi=true ",
        ),
        _minecraft(
            "Paper",
            Variable("MINECRAFT_VERSION", "latest", "nullable|string|max:20", name="Minecraft Version"),
            JAR,
            Variable("DL_PATH", "", "nullable|string", editable=False, name="Download Path"),
            Variable("BUILD_NUMBER", "latest", "required|string|max:20", name="Build Number"),
            options="-Dterminal.jline=false -Dterminal.ansi=true ",
        ),
        _minecraft(
            "Sponge (SpongeVanilla)",
            Variable("SPONGE_VERSION", "1.12.2-7.3.0", r"required|regex:/^([a-zA-Z0-9.\-_]+)$/", name="Sponge Version"),
            JAR,
        ),
        _minecraft(
            "Vanilla Minecraft",
            JAR,
            Variable("VANILLA_VERSION", "latest", "required|string|between:3,15", name="Server Version"),
        ),
    ),
)
SOURCE_ENGINE = Nest(
    "Source Engine",
    "Includes support for most Source Dedicated Server games.",
    (
        Egg(
            "Ark: Survival Evolved",
            {"Debian": "quay.io/parkervcp/pterodactyl-images:debian_source"},
            "rmv() { echo -e 'stopping server'; }; trap rmv 15; cd ShooterGame/Binaries/Linux && ./ShooterGameServer "
            "{{SERVER_MAP}}?listen?SessionName='{{SESSION_NAME}}'?ServerAdminPassword={{ARK_ADMIN_PASSWORD}}"
            "?Port={{SERVER_PORT}}?RCONPort={{RCON_PORT}}?QueryPort={{QUERY_PORT}}?RCONEnabled=True",
            "Waiting commands for 127.0.0.1:",
            "^C",
            (
                Variable("ARK_ADMIN_PASSWORD", "PleaseChangeMe", "required|alpha_dash|between:1,100"),
                Variable("SERVER_MAP", "TheIsland", "required|string|max:20"),
                Variable("SESSION_NAME", "A Pterodactyl Hosted ARK Server", "required|string|max:128"),
                Variable("RCON_PORT", "27020", "required|numeric"),
                Variable("QUERY_PORT", "27015", "required|numeric"),
            ),
            files=(("/ShooterGame/Binaries/Linux/ShooterGameServer", "ark\n"),),
        ),
        _source("Counter-Strike: Global Offensive", "csgo", "740", "de_dust2", STEAM),
        Egg(
            "Custom Source Engine Game",
            SOURCE,
            SRCDS.format("{{SRCDS_GAME}}"),
            "gameserver Steam ID",
            "quit",
            (
                Variable("SRCDS_APPID", "", "required|numeric|digits_between:1,6", name="Game ID"),
                Variable("SRCDS_GAME", "", "required|alpha_dash|between:1,100", name="Game Name"),
                Variable("SRCDS_MAP", "", "required|string|alpha_dash", name="Map"),
            ),
            files=(("/srcds_run", "#!/bin/sh\n"),),
        ),
        _source(
            "Garrys Mod",
            "garrysmod",
            "4020",
            "gm_flatgrass",
            Variable("STEAM_ACC", "", "nullable|string|alpha_num|size:32", name="Steam Account Token"),
            Variable("WORKSHOP_ID", "", "nullable|integer"),
            Variable("GAMEMODE", "sandbox", "required|string"),
            Variable("MAX_PLAYERS", "32", "required|integer|max:128"),
            Variable("TICKRATE", "22", "required|integer|max:100"),
            Variable("LUA_REFRESH", "0", "required|boolean"),
        ),
        _source("Insurgency", "insurgency", "237410", "sinjar"),
        _source("Team Fortress 2", "tf", "232250", "cp_dustbowl", STEAM),
    ),
)
VOICE = Nest(
    "Voice Servers",
    "Voice servers such as Mumble and Teamspeak 3.",
    (
        Egg(
            "Mumble Server",
            {"Mumble": f"{YOLKS}:voice_mumble"},
            "mumble-server -fg -ini murmur.ini",
            "Server listening on",
            "^C",
            (Variable("MAX_USERS", "100", "required|numeric|digits_between:1,5", False, name="Maximum Users"),),
            files=(("/murmur.ini", "users=100\n"),),
        ),
        Egg(
            "Teamspeak3 Server",
            {"Debian": f"{YOLKS}:debian"},
            "./ts3server default_voice_port={{SERVER_PORT}} query_port={{QUERY_PORT}} "
            "filetransfer_port={{FILE_TRANSFER}} license_accepted=1",
            "listening on 0.0.0.0:",
            "^C",
            (
                Variable("TS_VERSION", "latest", r"required|string|max:6", name="Server Version"),
                Variable("FILE_TRANSFER", "30033", "required|integer|between:1025,65535", name="File Transfer Port"),
                Variable("QUERY_PORT", "10011", "required|integer|between:1025,65535", name="Query Port"),
            ),
            files=(("/ts3server", "ts3\n"),),
        ),
    ),
)
RUST = Nest(
    "Rust",
    "Rust - A game where you must fight to survive.",
    (
        Egg(
            "Rust",
            {"ghcr.io/pterodactyl/games:rust": "ghcr.io/pterodactyl/games:rust"},
            "./RustDedicated -batchmode +server.port {{SERVER_PORT}} +server.identity rust "
            '+rcon.port {{RCON_PORT}} +server.hostname "{{HOSTNAME}}" +server.maxplayers {{MAX_PLAYERS}} '
            '+rcon.password "{{RCON_PASS}}"',
            "Server startup complete",
            "quit",
            (
                Variable("HOSTNAME", "A Rust Server", "required|string|max:60", name="Server Name"),
                Variable("FRAMEWORK", "vanilla", "required|in:vanilla,oxide,carbon", name="Modding Framework"),
                Variable("LEVEL", "Procedural Map", "required|string|max:20"),
                Variable("MAX_PLAYERS", "40", "required|integer"),
                Variable("RCON_PORT", "28016", "required|integer"),
                Variable("RCON_PASS", "", r"required|regex:/^[\w.-]*$/|max:64", name="RCON Password"),
                Variable("ADDITIONAL_ARGS", "", "nullable|string", name="Additional Arguments"),
            ),
            files=(("/RustDedicated", "rust\n"),),
        ),
    ),
)
NESTS = (MINECRAFT, SOURCE_ENGINE, VOICE, RUST)


def row(egg: Egg, nest: int, uuid: str) -> dict[str, Any]:
    """An egg as the panel keeps it."""
    return {
        "uuid": uuid,
        "name": egg.name,
        "nest": nest,
        "author": AUTHOR,
        "description": f"{egg.name} as it is shipped.",
        "docker_image": next(iter(egg.images.values())),
        "docker_images": egg.images,
        "config": {
            "files": {},
            "startup": {"done": egg.done},
            "stop": egg.stop,
            "logs": {},
            "file_denylist": list(egg.denylist),
            "extends": None,
        },
        "startup": egg.startup,
        "script": {
            "privileged": True,
            "install": "#!/bin/ash\n# installs the game\n",
            "entry": "ash",
            "container": "ghcr.io/pterodactyl/installers:alpine",
            "extends": None,
        },
        "features": list(egg.features),
        "installs": [list(file) for file in egg.files],
    }


def variable_row(variable: Variable, egg: int) -> dict[str, Any]:
    """A variable as the panel keeps it."""
    return {
        "egg_id": egg,
        "name": variable.title,
        "description": f"What {variable.title} should be.",
        "env_variable": variable.env,
        "default_value": variable.default,
        "user_viewable": variable.viewable,
        "user_editable": variable.editable,
        "rules": variable.rules,
    }
