"""Generation config: settings of the model for one interaction.

Limits, sampling, stop sequences and thinking are set in ``generation_config``; the limit of output tokens holds for
thoughts as well. A setting that the API does not know, or a value that a setting can't have, is refused.
"""

from __future__ import annotations

from conformance.api import Api
from conformance.contract import accepted
from conformance.conversation import acceptance
from conformance.exchange import Exchange
from conformance.interaction import Json, contents, of_type, text
from conformance.path import MISSING
from conformance.requirement import Feature, Level, NotElicited
from conformance.revisions import LEGACY
from conformance.verdict import Verdict, all_of, expect, that, unseen

feature = Feature(
    "generation-config",
    "Generation config",
    "https://ai.google.dev/gemini-api/docs/interactions-overview#configuration",
)

SAMPLE = {"temperature": 0.7, "max_output_tokens": 500, "thinking_level": "low"}
LONG = "Count from 1 to 300."
HIGHEST, WITHOUT_IT = "xhigh", ("gemini-2", "gemini-3")  # the models of the fourth generation have it
LEVELS = ("minimal", "low", "medium", "high", "xhigh")


def config(exchange: Exchange) -> Json:
    """The generation config that was sent."""
    value = exchange.sent.get("generation_config")
    return value if isinstance(value, dict) else {}


def cap(exchange: Exchange) -> int:
    """The limit of output tokens that was sent; 0 where there was none."""
    limit = config(exchange).get("max_output_tokens")
    return limit if isinstance(limit, int) else 0


configured = acceptance("create with settings", lambda x: SAMPLE.keys() <= config(x).keys())
sampled = acceptance("create with sampling settings", lambda x: "temperature" in config(x))
seeded = acceptance("create with top_p and seed", lambda x: {"top_p", "seed"} <= config(x).keys())
stopped = acceptance("create with stop sequences", lambda x: bool(config(x).get("stop_sequences")))
capped = acceptance("create with a limit", lambda x: cap(x) > 0)
overrun = acceptance("long answer with a small limit", lambda x: x.prompt == LONG and 0 < cap(x) < 100)


unlimited = acceptance("create with a limit of null", lambda x: config(x).get("max_output_tokens", 0) is None)
spoken = acceptance("create with a voice", lambda x: "speech_config" in config(x))
drawn = acceptance("create with an image config", lambda x: "image_config" in config(x))


@feature.probe
def asked(api: Api) -> Exchange:
    """The least that only this feature grants."""
    return api.create(generation_config=SAMPLE)


@feature.scenario(elicits=(configured, capped))
def the_documented_sample(api: Api) -> None:
    """Send the settings of the documented sample."""
    api.control()
    api.create("Tell me a short joke about programming.", generation_config=SAMPLE)


@feature.scenario(elicits=(sampled, seeded))
def sampling(api: Api) -> None:
    """Set temperature, top_p and seed."""
    api.control()
    api.create(generation_config={"temperature": 0.5, "top_p": 0.9, "seed": 7})


@feature.scenario(elicits=stopped)
def stop_at_five(api: Api) -> None:
    """Let the model count past a stop sequence."""
    api.control()
    api.create("Count from 1 to 9, separated by commas.", generation_config={"stop_sequences": ["5"]})


@feature.scenario(elicits=(capped, overrun))
def small_limit(api: Api) -> None:
    """Let the model count further than its limit allows."""
    api.control()
    api.create(LONG, generation_config={"max_output_tokens": 20})


@feature.scenario(elicits=unlimited)
def no_limit(api: Api) -> None:
    """Set the limit to null."""
    api.control()
    api.create(generation_config={"max_output_tokens": None})


@feature.scenario(elicits=spoken, cost="media")
def choose_a_voice(api: Api) -> None:
    """Let a sentence be spoken by a voice."""
    api.control()
    sound = "AUDIO" if api.revision is LEGACY else "audio"
    voice = {"speech_config": [{"voice": "Kore", "language": "en-us"}]}
    api.create("Good morning.", model=api.target.models.speech, response_modalities=[sound], generation_config=voice)


@feature.scenario(elicits=drawn, since="2026-05-20", cost="media")
def draw_by_config(api: Api) -> None:
    """Ask for a picture with the deprecated image config."""
    api.control()
    square = {"image_config": {"aspect_ratio": "1:1"}}
    api.create("Draw a red circle.", model=api.target.models.image, generation_config=square)


@feature.must("generation-config.accepted", configured, clauses="gc.object gc.thinking-level.seed sample.config.curl")
def takes_settings(control: Exchange, created: Exchange) -> Verdict:
    """A create may set temperature, max_output_tokens and thinking_level in generation_config."""
    return accepted(control, created)


@feature.must("generation-config.caps-output", capped, clauses="gc.max-output-tokens")
def caps_the_output(control: Exchange, created: Exchange) -> Verdict:
    """An answer has no more output tokens than max_output_tokens allows."""
    output = expect(created, "$.usage.total_output_tokens")
    within = output.meets(lambda tokens: isinstance(tokens, int) and tokens <= cap(created), f"at most {cap(created)}")
    return all_of(accepted(control, created), within)


@feature.must(
    "generation-config.caps-thoughts",
    capped,
    clauses="gc.max-output-tokens.includes-thoughts gc.max-output-tokens",
    since="2026-05-07",
    note="So the output may be empty, as seen on the live service (disc.gc.incomplete-empty).",
)
def caps_thoughts_as_well(control: Exchange, created: Exchange) -> Verdict:
    """The tokens of thoughts count against max_output_tokens."""
    counts = [expect(created, f"$.usage.total_{part}_tokens") for part in ("output", "thought")]
    spent = [count.value for count in counts if isinstance(count.value, int)]
    if spent and counts[1].value in (0, MISSING):
        return unseen("the model did not think")
    limit = that(sum(spent), "output and thought tokens", created).meets(
        lambda tokens: isinstance(tokens, int) and 0 < tokens <= cap(created), f"1 to {cap(created)}"
    )
    return all_of(accepted(control, created), *(count.is_count() for count in counts), limit)


@feature.must("generation-config.incomplete", overrun, clauses="gc.max-output-tokens.incomplete", since="2026-05-07")
def says_that_it_was_cut(control: Exchange, created: Exchange) -> Verdict:
    """An interaction that runs into max_output_tokens has the status incomplete."""
    return all_of(accepted(control, created), expect(created, "$.status").equals("incomplete"))


@feature.should("generation-config.temperature", sampled, clauses="gc.temperature", until="2026-11-16")
def takes_a_temperature(control: Exchange, created: Exchange) -> Verdict:
    """A create may set the temperature."""
    return accepted(control, created)


@feature.may("generation-config.top-p-and-seed", seeded, clauses="gc.top-p gc.seed")
def takes_top_p_and_a_seed(control: Exchange, created: Exchange) -> Verdict:
    """A create may set top_p and seed."""
    return accepted(control, created)


@feature.should("generation-config.stop-sequences", stopped, clauses="gc.stop-sequences")
def stops_before_a_sequence(control: Exchange, created: Exchange) -> Verdict:
    """The answer ends before the first stop sequence."""
    stops = config(created)["stop_sequences"]
    kept = [stop for stop in stops if stop in text(created.interaction)] if isinstance(stops, list) else [stops]
    return all_of(accepted(control, created), that(kept, "stop sequences in the text", created).equals([]))


@feature.may(
    "generation-config.null-limit",
    unlimited,
    clauses="gc.max-output-tokens",
    evidence="inferred",
    note="In January 2026 the live service answered with nothing (disc.gc.null-max).",
)
def takes_null_for_nothing(control: Exchange, created: Exchange) -> Verdict:
    """A limit of null is as good as none: the answer is whole."""
    return all_of(
        accepted(control, created),
        expect(created, "$.status").equals("completed"),
        that(text(created.interaction), "the text of the answer", created).is_text(),
    )


@feature.may("generation-config.voice", spoken, clauses="gc.speech-config")
def speaks_with_a_voice(control: Exchange, created: Exchange) -> Verdict:
    """A model that speaks takes a voice and a language in speech_config."""
    return all_of(accepted(control, created), _made(created, "audio"))


@feature.may("generation-config.image-config", drawn, clauses="gc.image-config.deprecated", since="2026-05-20")
def still_draws_by_config(control: Exchange, created: Exchange) -> Verdict:
    """The image config is deprecated, and still taken by models that draw."""
    return all_of(accepted(control, created), _made(created, "image"))


def _made(created: Exchange, kind: str) -> Verdict:
    return that(of_type(contents(created.interaction), kind), f"what was made of {kind}", created).is_list()


# --- what is refused -------------------------------------------------------------------------------------------------


@feature.refusal(
    "generation-config.unknown-thinking-level",
    clauses="gc.thinking-level.enum",
    since="2026-05-07",
    shows=lambda x: config(x).get("thinking_level", "low") not in LEVELS,
)
def unknown_level(api: Api) -> object:
    """A thinking level that is none of minimal, low, medium and high is refused."""
    return {"generation_config": {"thinking_level": "enormous"}}


@feature.refusal(
    "generation-config.level-of-another-model",
    clauses="gc.thinking-level.per-model",
    statuses=(400,),
    since="2026-11-16",
    shows=lambda x: config(x).get("thinking_level") == HIGHEST and str(x.sent.get("model")).startswith(WITHOUT_IT),
)
def level_of_another_model(api: Api) -> object:
    """A thinking level that the model does not have, though others do, is refused with 400."""
    if not api.target.models.text.startswith(WITHOUT_IT):
        raise NotElicited(f"the thinking levels of {api.target.models.text} are not documented")
    return {"generation_config": {"thinking_level": HIGHEST}}


@feature.refusal(
    "generation-config.unknown-thinking-summaries",
    clauses="gc.thinking-summaries",
    shows=lambda x: config(x).get("thinking_summaries", "auto") not in ("auto", "none"),
)
def unknown_summaries(api: Api) -> object:
    """A value of thinking_summaries other than auto and none is refused."""
    return {"generation_config": {"thinking_summaries": "always"}}


@feature.refusal(
    "generation-config.unknown-setting",
    level=Level.SHOULD,
    clauses="gc.unknown-field",
    evidence="recorded",
    since="2026-05-20",
    shows=lambda x: "no_such_setting" in config(x),
)
def unknown_setting(api: Api) -> object:
    """A setting that the API does not know is refused."""
    return {"generation_config": {"no_such_setting": 1}}


@feature.refusal(
    "generation-config.removed-settings",
    level=Level.SHOULD,
    clauses="gc.removed-fields",
    since="2026-05-20",
    shows=lambda x: bool({"presence_penalty", "frequency_penalty", "cached_content"} & config(x).keys()),
)
def removed_setting(api: Api) -> object:
    """The penalties for presence and frequency, which were removed, are refused."""
    return {"generation_config": {"presence_penalty": 0.5}}


@feature.refusal(
    "generation-config.not-for-agents",
    level=Level.SHOULD,
    clauses="gc.not-for-agents",
    since="2026-05-07",
    note="Documented; whether the live service refuses it has not been seen.",
    shows=lambda x: "agent" in x.sent and "model" not in x.sent and bool(config(x)),
)
def config_for_an_agent(api: Api) -> object:
    """Generation config is for models: with an agent it is refused."""
    return {"model": ..., "agent": api.target.models.agent, "background": True, "generation_config": {"seed": 1}}


@feature.refusal(
    "generation-config.wrong-type",
    level=Level.SHOULD,
    clauses="gc.wrong-types",
    evidence="inferred",
    shows=lambda x: isinstance(config(x).get("max_output_tokens"), str),
)
def limit_in_words(api: Api) -> object:
    """A limit that is not a number is refused."""
    return {"generation_config": {"max_output_tokens": "many"}}


@feature.refusal(
    "generation-config.negative-limit",
    level=Level.SHOULD,
    clauses="gc.wrong-types",
    evidence="inferred",
    shows=lambda x: cap(x) < 0,
)
def limit_below_zero(api: Api) -> object:
    """A limit below zero is refused."""
    return {"generation_config": {"max_output_tokens": -1}}
