/* exm-format.h - the shapes a file of examples can have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EXM_FORMAT_ERROR:
 *
 * Error domain of this room for a whole file; codes are #ExmFormatError. A single
 * bad line is never an error but goes to the quarantine (#ExmReason).
 */
#define EXM_FORMAT_ERROR (exm_format_error_quark ())

/**
 * ExmFormatError:
 * @EXM_FORMAT_ERROR_NOT_A_FILE: a folder, pipe or device: choose a file
 * @EXM_FORMAT_ERROR_EMPTY: there is nothing in it
 * @EXM_FORMAT_ERROR_UNSUPPORTED: not text (a spreadsheet, an archive, a picture): save it in another format
 * @EXM_FORMAT_ERROR_NO_EXAMPLES: nothing could be taken from it, as it is read now: choose how to read it
 * @EXM_FORMAT_ERROR_MAPPING: the chosen columns are not in the file
 * @EXM_FORMAT_ERROR_EXISTS: the target is there and was not to be replaced
 * @EXM_FORMAT_ERROR_IO: reading or writing failed (the message has the reason)
 */
typedef enum
{
  EXM_FORMAT_ERROR_NOT_A_FILE,
  EXM_FORMAT_ERROR_EMPTY,
  EXM_FORMAT_ERROR_UNSUPPORTED,
  EXM_FORMAT_ERROR_NO_EXAMPLES,
  EXM_FORMAT_ERROR_MAPPING,
  EXM_FORMAT_ERROR_EXISTS,
  EXM_FORMAT_ERROR_IO,
} ExmFormatError;

GQuark exm_format_error_quark (void);

/**
 * ExmDialect:
 * @EXM_DIALECT_NONE: not known
 * @EXM_DIALECT_CONTENTS: Gemini, today's: {"systemInstruction":…,"contents":[…]}
 * @EXM_DIALECT_MESSAGES: Gemini, 2024: {"messages":[{"role":"system|user|model","content":…}]}
 * @EXM_DIALECT_OPENAI: {"messages":[{"role":"system|user|assistant","content":…}]}
 * @EXM_DIALECT_PALM: {"input_text":…,"output_text":…}
 * @EXM_DIALECT_PROMPT: {"prompt":…,"completion":…}
 * @EXM_DIALECT_ALPACA: {"instruction":…,"input":…,"output":…}
 * @EXM_DIALECT_SHAREGPT: {"conversations":[{"from":…,"value":…}]}
 * @EXM_DIALECT_OBJECTS: other JSON objects with a text and perhaps a label member
 * @EXM_DIALECT_CSV: table with commas, semicolons, tabs or bars (RFC 4180 quotes)
 * @EXM_DIALECT_TEXT: one post a line
 * @EXM_DIALECT_ARCHIVE: what a social network gives its users (exm-archive.h)
 *
 * The numbers are stored in dataset files (ExmExample.dialect): never renumber.
 */
typedef enum
{
  EXM_DIALECT_NONE = 0,
  EXM_DIALECT_CONTENTS = 1,
  EXM_DIALECT_MESSAGES = 2,
  EXM_DIALECT_OPENAI = 3,
  EXM_DIALECT_PALM = 4,
  EXM_DIALECT_PROMPT = 5,
  EXM_DIALECT_ALPACA = 6,
  EXM_DIALECT_SHAREGPT = 7,
  EXM_DIALECT_OBJECTS = 8,
  EXM_DIALECT_CSV = 9,
  EXM_DIALECT_TEXT = 10,
  EXM_DIALECT_ARCHIVE = 11,
} ExmDialect;

#define EXM_N_DIALECTS 12

/** exm_dialect_get_name: Returns: (transfer none): its translated name, for people. */
const char *exm_dialect_get_name (ExmDialect dialect);

/** exm_dialect_get_id: Returns: (transfer none): its stable name for the command line and logs ("gemini"). */
const char *exm_dialect_get_id (ExmDialect dialect);

/** exm_dialect_from_id: Returns: the dialect of that id, %EXM_DIALECT_NONE when there is none. */
ExmDialect exm_dialect_from_id (const char *id);

/** exm_dialect_can_write: Returns: whether examples can be exported in it. */
gboolean exm_dialect_can_write (ExmDialect dialect);

/** exm_dialect_is_json: Returns: whether it is one JSON object a line. */
gboolean exm_dialect_is_json (ExmDialect dialect);

/**
 * exm_dialect_is_bare:
 *
 * Returns: whether its texts are the posts alone (tables, plain text, objects):
 *   they follow the task's system instruction and templates, while the turns of the
 *   other dialects are the whole text that the model is shown
 */
gboolean exm_dialect_is_bare (ExmDialect dialect);

typedef enum
{
  EXM_ENCODING_UTF8,
  EXM_ENCODING_UTF16LE,
  EXM_ENCODING_UTF16BE,
  EXM_ENCODING_WINDOWS_1252,
  EXM_ENCODING_LATIN1,
} ExmEncoding;

#define EXM_N_ENCODINGS 5

/** exm_encoding_get_name: Returns: (transfer none): "UTF-8", "Windows-1252", … (not translated). */
const char *exm_encoding_get_name (ExmEncoding encoding);

typedef enum
{
  EXM_LINE_END_LF,
  EXM_LINE_END_CRLF,
  EXM_LINE_END_CR,
} ExmLineEnd;

/**
 * ExmReason:
 *
 * Why a line is in the quarantine.
 * @EXM_REASON_NO_OUTPUT: a question without an answer in a file whose lines have
 *   answers; in a file where no line has one they are all taken as unlabelled
 */
typedef enum
{
  EXM_REASON_BROKEN_JSON,
  EXM_REASON_TOO_DEEP,
  EXM_REASON_DUPLICATE_KEY,
  EXM_REASON_INVALID_UTF8,
  EXM_REASON_LONE_SURROGATE,
  EXM_REASON_NUL,
  EXM_REASON_NUMBER_RANGE,
  EXM_REASON_NOT_AN_OBJECT,
  EXM_REASON_UNKNOWN_SHAPE,
  EXM_REASON_WRONG_TYPE,
  EXM_REASON_WRONG_ROLES,
  EXM_REASON_NO_INPUT,
  EXM_REASON_NO_OUTPUT,
  EXM_REASON_EMPTY_TEXT,
  EXM_REASON_TOO_LONG,
  EXM_REASON_UNCLOSED_QUOTE,
  EXM_REASON_MISSING_COLUMN,
  EXM_REASON_DAMAGED,
} ExmReason;

#define EXM_N_REASONS (EXM_REASON_DAMAGED + 1)

/** exm_reason_get_code: Returns: (transfer none): stable code, "broken-json". */
const char *exm_reason_get_code (ExmReason reason);

/** exm_reason_get_sentence: Returns: (transfer none): translated sentence for people. */
const char *exm_reason_get_sentence (ExmReason reason);

/** EXM_LINE_MAX: bytes of the longest line that is read; a longer one is quarantined. */
#define EXM_LINE_MAX (16 * 1024 * 1024)

/** EXM_QUARANTINE_MAX: bytes of a bad line that are kept. */
#define EXM_QUARANTINE_MAX (64 * 1024)

/**
 * ExmProgress:
 * @rows: examples taken or written so far
 * @quarantined: lines set aside so far
 * @bytes: bytes read or written
 * @total_bytes: bytes there are to read, 0 = not known
 * @total_rows: rows there are to write, 0 = not known
 * @elapsed: seconds since the start
 * @rows_per_second: since the start
 * @seconds_left: estimate, -1 = not known yet
 */
typedef struct
{
  guint64 rows;
  guint64 quarantined;
  guint64 bytes;
  guint64 total_bytes;
  guint64 total_rows;
  double  elapsed;
  double  rows_per_second;
  double  seconds_left;
} ExmProgress;

/**
 * ExmProgressFunc:
 * @progress: valid during the call
 *
 * Called about ten times a second and once at the end. Functions ending in _sync
 * call it on the working thread; _async ones in the main context of the caller,
 * never after the callback.
 */
typedef void (*ExmProgressFunc) (const ExmProgress *progress,
                                 gpointer           user_data);

G_END_DECLS
