"""Understands what can be wrong with a submission, by a closed list of codes."""

from enum import StrEnum

from carebus.domain.record import Record


class Code(StrEnum):
    """Every problem that carebus names; docs/problems.md gives the cause and the remedy of each."""

    # The bytes
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN_FORMAT = "unknown-format"
    NOT_WELL_FORMED = "not-well-formed"
    FORBIDDEN_XML = "forbidden-xml"
    UNKNOWN_VOCABULARY = "unknown-vocabulary"
    UNKNOWN_VERSION = "unknown-version"
    # The contract of the format
    NO_REPORT = "no-report"
    MISSING_ELEMENT = "missing-element"
    UNEXPECTED_ELEMENT = "unexpected-element"
    INVALID_VALUE = "invalid-value"
    INVALID_TIME = "invalid-time"
    # Who and where from
    MISSING_PATIENT = "missing-patient"
    INVALID_IDENTIFIER = "invalid-identifier"
    MISSING_ASSIGNER = "missing-assigner"
    SYNTHETIC_IN_PRODUCTION = "synthetic-in-production"
    UNKNOWN_SOURCE = "unknown-source"
    WRONG_ENVIRONMENT = "wrong-environment"
    FORMAT_NOT_AGREED = "format-not-agreed"
    ANOTHER_SUBJECT = "another-subject"
    # The record on the bus
    UNKNOWN_SCHEMA = "unknown-schema"
    NOT_DECODABLE = "not-decodable"
    NULL_VALUE = "null-value"
    INVALID_KEY = "invalid-key"
    WRONG_PARTITION = "wrong-partition"
    WRONG_LINE = "wrong-line"
    NOT_FOR_THIS_AREA = "not-for-this-area"
    # The rules
    ID_REUSED = "id-reused"
    MESSAGE_ID_REUSED = "message-id-reused"
    UNKNOWN_REPORT = "unknown-report"
    # The rules of the medication list
    STALE = "stale"
    BASE_TOO_OLD = "base-too-old"
    STALE_READ = "stale-read"
    BASE_FROM_THE_FUTURE = "base-from-the-future"
    NO_LIST = "no-list"
    OMITTED_ROW = "omitted-row"
    OMITTED_FIELD = "omitted-field"
    UNKNOWN_ROW = "unknown-row"
    UNKNOWN_FIELD = "unknown-field"
    DUPLICATE_ROW = "duplicate-row"
    RETRACTED_ROW = "retracted-row"
    PRESCRIPTION_IN_TWO_ROWS = "prescription-in-two-rows"
    CEASED_AND_ACTIVE = "ceased-and-active"
    NOT_CEASED = "not-ceased"
    NOT_PAUSED = "not-paused"
    END_BEFORE_START = "end-before-start"
    DOSING_WITHOUT_UNIT = "dosing-without-unit"
    TOO_MANY_ROWS = "too-many-rows"
    CONTROL_CHARACTERS = "control-characters"
    UNKNOWN_CODE = "unknown-code"
    NONE_KNOWN_WITH_ROWS = "none-known-with-rows"
    DURING_ADMISSION = "during-admission"
    NOT_ALLOWED = "not-allowed"
    MULTIDOSE_TAKEN = "multidose-taken"
    UNKNOWN_REQUEST = "unknown-request"
    ALREADY_ANSWERED = "already-answered"
    TOO_MANY_WAITING = "too-many-waiting"
    LIST_CLOSED = "list-closed"
    NOT_CLOSED = "not-closed"
    DECIDED_SINCE = "decided-since"
    # The rules of critical information
    UNKNOWN_ENTRY = "unknown-entry"
    RETRACTED_ENTRY = "retracted-entry"
    REFUTED_ENTRY = "refuted-entry"
    FROZEN_FIELD = "frozen-field"
    NOT_BY_UPDATE = "not-by-update"
    NOT_DUE = "not-due"
    TOO_MANY_ENTRIES = "too-many-entries"
    DUPLICATE_CANDIDATE = "duplicate-candidate"
    NONE_KNOWN_WITH_ALLERGY = "none-known-with-allergy"
    # The rules of identity
    SAME_PATIENT = "same-patient"
    MERGED_ALREADY = "merged-already"
    RING = "ring"
    TOO_MANY_KEYS = "too-many-keys"
    NOT_LINKED = "not-linked"
    NOT_DECEASED = "not-deceased"
    DECEASED_BY_OTHERS = "deceased-by-others"
    VISIT_ELSEWHERE = "visit-elsewhere"
    VISIT_HERE = "visit-here"
    UNKNOWN_DISPUTE = "unknown-dispute"
    # Ours to mend
    PARKED = "parked"


class Problem(Record, frozen=True):
    """One thing that is wrong: `where` is a path in the submission, `detail` never shows who a patient is."""

    code: Code
    where: str
    detail: str
