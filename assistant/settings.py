"""Everything that can be set: `NISC_*` variables over `nisc.toml` in the working folder over these defaults."""

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_cache_path, user_data_path
from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.networks import Network, host_names, networks
from assistant.origins import origins
from corpus.errors import SettingsError
from corpus.reader import default_folder

PARAMETERS_FILE = Path(__file__).with_name("answerability.json")
SUBJECT = "NISC"


class Settings(BaseSettings):
    """The settings of one process, built once at its entry and passed down."""

    model_config = SettingsConfigDict(
        env_prefix="NISC_", toml_file="nisc.toml", env_ignore_empty=True, extra="forbid", frozen=True
    )

    corpus: Path = Field(default_factory=default_folder, description="folder of the files to answer from")
    strict: bool = Field(False, description="whether a corpus is refused of which anything is left out or guessed")
    index: Path | None = Field(None, description="folder of the index; by default one per corpus in the user's cache")
    models: Path | None = Field(None, description="folder of exported encoders; by default in the user's cache")
    embedding_model: str = Field(
        "multilingual-e5-small", description="the encoder: a built-in one, a sentence-transformers folder, or a cached hub id"
    )
    chroma_url: str = Field("", description="URL of a Chroma server; empty: Chroma inside this process")
    threads: int = Field(2, ge=1, le=64, description="processor threads of the encoder")
    passages: int = Field(16, ge=1, le=50, description="passages found for each question, of which at most 16 are read")
    threshold: float | None = Field(
        None, ge=0, le=1, description="confidence from which an answer is given; by default the calibrated one"
    )
    parameters: Path | None = Field(
        None, description="file of fitted parameters, as eval calibrate writes it; by default the one that comes with it"
    )
    subject: str = Field(SUBJECT, description="what the corpus is about, as the assistant names it")
    host: str = Field("127.0.0.1", description="address the server listens on")
    port: int = Field(7860, ge=1, le=65535, description="port the server listens on")
    embed_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(origins)] = Field(
        (), description="origins, as scheme://host[:port], whose pages may embed the chat and call the HTTP interface"
    )
    hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(host_names)] = Field(
        (), description="names that the server answers to, beside localhost and the address it listens on"
    )
    proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(networks)] = Field(
        (), description="addresses or networks of reverse proxies whose X-Forwarded headers count"
    )
    metrics_for: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(networks)] = Field(
        networks("127.0.0.0/8,::1"), description="addresses or networks that may read /metrics"
    )
    at_once: int = Field(4, ge=1, le=64, description="answers worked on at the same time")
    waiting: int = Field(64, ge=0, le=10_000, description="questions that may wait for that; more get 503")
    deadline: float = Field(30.0, ge=1, le=600, description="seconds after which an answer is given up")
    feedback_megabytes: int = Field(100, ge=1, le=100_000, description="size that the file of feedback may reach")
    feedback: Path | None = Field(
        None, description="SQLite file that feedback from readers is kept in; by default in the user's data folder"
    )

    @property
    def index_folder(self) -> Path:
        """Where the index of this corpus is."""
        if self.index:
            return self.index
        name = hashlib.sha256(str(self.corpus.resolve()).encode()).hexdigest()[:12]
        return user_cache_path("nisc-assistant") / f"index-{name}"

    @property
    def parse_cache(self) -> Path:
        """What the files of the corpus were parsed to, so that only changed ones are parsed again."""
        return self.index_folder / "parsed.sqlite3"

    @property
    def models_folder(self) -> Path:
        """Where exported encoders are kept."""
        return self.models or user_cache_path("nisc-assistant") / "encoders"

    @property
    def parameters_file(self) -> Path:
        """What ranking and confidence were fitted to."""
        return self.parameters or PARAMETERS_FILE

    @property
    def feedback_file(self) -> Path:
        """Where feedback is kept. It is no cache: it cannot be made again."""
        return self.feedback or user_data_path("nisc-assistant") / "feedback.sqlite3"

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:  # fmt: skip
        """Options of the command line, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**options: object) -> Settings:
    """The settings, with `options` that are not None above all else. Raises `SettingsError`."""
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingsError(
            f"The setting {name} cannot be used ({first['msg'].removeprefix('Value error, ')})",
            f"see NISC_{name.split('.')[0].upper()} in the README",
        ) from error
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise SettingsError(f"nisc.toml cannot be read ({error})", "correct it or remove it") from error
