"""What a server could get wrong about uploaded files."""

from __future__ import annotations

from dataclasses import replace

from conformance.exchange import Exchange
from conformance.mutant import mutant
from conformance.mutants.stateful_chat import says

Found = tuple[Exchange, ...]
SAMPLE = "sample.files-api.py sample.files-api.js sample.files-api.curl"


@mutant(kills="files-api.upload")
def never_finishes(begun: Exchange, sent: Exchange) -> Exchange:
    return sent.with_header("x-goog-upload-status", "active").with_body(b"")


@mutant(kills="files-api.upload")
def makes_a_file_without_a_name(begun: Exchange, sent: Exchange) -> Exchange:
    return sent.without("$.file.name")


@mutant(kills="files-api.get files-api.kept-for-48-hours")
def knows_no_more_than_the_name(sent: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$", {"name": sent.interaction["file"]["name"]})  # type: ignore[index]


@mutant(kills="files-api.get")
def gives_it_another_address(sent: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.uri", "https://elsewhere.example/file")


@mutant(kills="files-api.becomes-active")
def leaves_the_state_out(sent: Exchange, gets: Found) -> tuple[Exchange, Found]:
    return sent, tuple(x.without("$.state") for x in gets)


@mutant(kills="files-api.becomes-active")
def fails_to_process(sent: Exchange, gets: Found) -> tuple[Exchange, Found]:
    return sent, (*gets[:-1], gets[-1].with_json("$.state", "FAILED"))


@mutant(kills="files-api.kept-for-48-hours")
def keeps_it_a_day(sent: Exchange, found: Exchange) -> Exchange:
    return found.with_json("$.expirationTime", found.interaction["createTime"])


@mutant(kills="files-api.use files-api.large-media")
def fails_on_the_file(control: Exchange, sent: Exchange, created: Exchange) -> Exchange:
    return created.with_json("$.status", "failed")


@mutant(kills="files-api.use files-api.large-media")
def does_not_know_its_own_file(control: Exchange, sent: Exchange, created: Exchange) -> Exchange:
    return replace(created, response=control.response)


@mutant(kills="files-api.not-yet-active")
def uses_half_a_file(control: Exchange, sent: Exchange, asked: Exchange, found: Exchange) -> Found:
    return control, sent, replace(asked, response=control.response), found


@mutant(kills="files-api.deleted")
def uses_what_was_deleted(
    control: Exchange, sent: Exchange, deleted: Exchange, found: Exchange, asked: Exchange
) -> Found:
    return control, sent, deleted, found, replace(asked, response=control.response)


@mutant(kills="files-api.deleted")
def still_shows_what_was_deleted(
    control: Exchange, sent: Exchange, deleted: Exchange, found: Exchange, asked: Exchange
) -> Found:
    return control, sent, deleted, found.with_status(200), asked


@mutant(kills="files-api.sample", violates=SAMPLE)
def has_nothing_to_say_of_it(control: Exchange, sent: Exchange, found: Exchange, created: Exchange) -> Exchange:
    return says(created, "")
