/* exm-json-error.h - what can be wrong with JSON text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EXM_JSON_ERROR:
 *
 * Error domain of the strict JSON gate. Codes are #ExmJsonError.
 */
#define EXM_JSON_ERROR (exm_json_error_quark ())

/**
 * ExmJsonError:
 * @EXM_JSON_ERROR_SYNTAX: a character that RFC 8259 does not allow at its place
 * @EXM_JSON_ERROR_EMPTY: no value at all, only white space
 * @EXM_JSON_ERROR_TRUNCATED: the text ends inside a value
 * @EXM_JSON_ERROR_TRAILING: something follows the value
 * @EXM_JSON_ERROR_TOO_DEEP: more than %EXM_JSON_MAX_DEPTH arrays and objects in each other
 * @EXM_JSON_ERROR_DUPLICATE_KEY: an object names the same member twice
 * @EXM_JSON_ERROR_UTF8: bytes that are not UTF-8
 * @EXM_JSON_ERROR_ESCAPE: a backslash sequence that JSON does not have
 * @EXM_JSON_ERROR_SURROGATE: half of a UTF-16 pair stands alone
 * @EXM_JSON_ERROR_NUL: the character U+0000, raw or as an escape
 * @EXM_JSON_ERROR_CONTROL: a raw control character (line break, tab, …) in a string
 * @EXM_JSON_ERROR_NUMBER: not written as JSON writes numbers (01, .5, 1., +1, NaN)
 * @EXM_JSON_ERROR_RANGE: an integer outside gint64 or a fraction outside double
 * @EXM_JSON_ERROR_TYPE: valid JSON, but not the kind of value that was asked for
 *
 * Codes of %EXM_JSON_ERROR. Each becomes its own reason in the quarantine.
 */
typedef enum
{
  EXM_JSON_ERROR_SYNTAX,
  EXM_JSON_ERROR_EMPTY,
  EXM_JSON_ERROR_TRUNCATED,
  EXM_JSON_ERROR_TRAILING,
  EXM_JSON_ERROR_TOO_DEEP,
  EXM_JSON_ERROR_DUPLICATE_KEY,
  EXM_JSON_ERROR_UTF8,
  EXM_JSON_ERROR_ESCAPE,
  EXM_JSON_ERROR_SURROGATE,
  EXM_JSON_ERROR_NUL,
  EXM_JSON_ERROR_CONTROL,
  EXM_JSON_ERROR_NUMBER,
  EXM_JSON_ERROR_RANGE,
  EXM_JSON_ERROR_TYPE,
} ExmJsonError;

/** EXM_JSON_N_ERRORS: how many codes #ExmJsonError has. */
#define EXM_JSON_N_ERRORS (EXM_JSON_ERROR_TYPE + 1)

/** EXM_JSON_MAX_DEPTH: arrays and objects that may stand in each other. */
#define EXM_JSON_MAX_DEPTH 64

/**
 * ExmJsonFault:
 * @code: what is wrong
 * @offset: at which byte, counted from 0
 *
 * The first thing wrong with a text. A plain value, so that a million bad lines
 * cost no allocation.
 */
typedef struct
{
  ExmJsonError code;
  gsize        offset;
} ExmJsonFault;

GQuark exm_json_error_quark (void);

/**
 * exm_json_error_sentence:
 * @code: an #ExmJsonError
 *
 * Returns: (transfer none): what @code means, a translated sentence for people,
 *   without a full stop and without the position
 */
const char *exm_json_error_sentence (ExmJsonError code);

/**
 * exm_json_fault_message:
 * @fault: a fault
 *
 * Returns: (transfer full): the sentence of @fault with its position, counted
 *   from 1 as text editors do, translated, without a full stop
 */
char *exm_json_fault_message (const ExmJsonFault *fault);

/**
 * exm_json_fault_set_error:
 * @fault: a fault
 * @error: where to put a GError of %EXM_JSON_ERROR with the code and message of @fault
 */
void exm_json_fault_set_error (const ExmJsonFault *fault,
                               GError            **error);

G_END_DECLS
