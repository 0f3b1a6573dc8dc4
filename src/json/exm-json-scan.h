/* exm-json-scan.h - strict, allocation-free walk over JSON text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "exm-json-error.h"

G_BEGIN_DECLS

/* The gate for all JSON from outside: RFC 8259 to the letter, and stricter where
 * the letter lets data be lost: no duplicate keys, no U+0000, no lone surrogate,
 * no number that gint64 or double cannot hold, depth at most EXM_JSON_MAX_DEPTH,
 * valid UTF-8 without a byte order mark.
 *
 * A cursor goes over one text in memory, forward only:
 *
 *   exm_json_scan_reset (scan, line, len);
 *   if (exm_json_scan_enter_object (scan))
 *     while (exm_json_scan_next_key (scan, &key))
 *       if (exm_json_text_equal (&key, "text"))
 *         exm_json_scan_string (scan, &text);
 *       else
 *         exm_json_scan_skip (scan, NULL);
 *   if (!exm_json_scan_finish (scan))
 *     … exm_json_scan_fault (scan) …
 *
 * The first fault sticks: from then on each call returns FALSE, so the walk needs
 * one check, at its end. After next_key and next_item the caller must take exactly
 * one value (string, number, bool, null, enter…, or skip).
 *
 * A scanner is used by one thread at a time; keep it and reset it for each line.
 */

/**
 * ExmJsonScan:
 *
 * A cursor over one JSON text. Free with exm_json_scan_free() or g_autoptr.
 */
typedef struct _ExmJsonScan ExmJsonScan;

/**
 * ExmJsonType:
 * @EXM_JSON_INVALID: no value begins here (the fault is set)
 *
 * What the next value is.
 */
typedef enum
{
  EXM_JSON_INVALID,
  EXM_JSON_OBJECT,
  EXM_JSON_ARRAY,
  EXM_JSON_STRING,
  EXM_JSON_NUMBER,
  EXM_JSON_TRUE,
  EXM_JSON_FALSE,
  EXM_JSON_NULL,
} ExmJsonType;

/**
 * ExmJsonText:
 * @data: the bytes, NOT terminated; valid UTF-8 when it is a decoded string
 * @len: their number
 *
 * Borrowed bytes: of the scanned buffer, or, for a string with escapes, of the
 * scanner. They stay as they are until the next reset of the scanner, as long as
 * the caller keeps its buffer.
 */
typedef struct
{
  const char *data;
  gsize       len;
} ExmJsonText;

/**
 * ExmJsonNumber:
 * @raw: the number as it is written
 * @is_integer: no fraction and no exponent; then @integer is its value
 * @integer: the value, when @is_integer
 *
 * A number; exm_json_number_to_double() gives its value in any case.
 */
typedef struct
{
  ExmJsonText raw;
  gboolean    is_integer;
  gint64      integer;
} ExmJsonNumber;

/** exm_json_scan_new: Returns: (transfer full): a scanner, without text yet. */
ExmJsonScan *exm_json_scan_new (void);
void         exm_json_scan_free (ExmJsonScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmJsonScan, exm_json_scan_free)

/**
 * exm_json_scan_reset:
 * @data: the text; must stay unchanged while it is scanned; need not be terminated
 * @len: its length in bytes
 *
 * Starts over with another text. What earlier calls lent out is gone.
 */
void exm_json_scan_reset (ExmJsonScan *scan,
                          const char  *data,
                          gsize        len);

/** exm_json_scan_peek: Returns: the type of the next value; nothing is consumed. */
ExmJsonType exm_json_scan_peek (ExmJsonScan *scan);

/** exm_json_scan_enter_object: steps into an object, FALSE when the next value is none. */
gboolean exm_json_scan_enter_object (ExmJsonScan *scan);

/**
 * exm_json_scan_next_key:
 * @key: (out): name of the next member, decoded
 *
 * Returns: TRUE with the cursor on the member's value; FALSE when the object is at
 *   its end (the cursor is behind it) or on a fault
 */
gboolean exm_json_scan_next_key (ExmJsonScan *scan,
                                 ExmJsonText *key);

/** exm_json_scan_enter_array: steps into an array, FALSE when the next value is none. */
gboolean exm_json_scan_enter_array (ExmJsonScan *scan);

/**
 * exm_json_scan_next_item:
 *
 * Returns: TRUE with the cursor on the next item; FALSE when the array is at its
 *   end (the cursor is behind it) or on a fault
 */
gboolean exm_json_scan_next_item (ExmJsonScan *scan);

/** exm_json_scan_string: takes a string, decoded into @text. */
gboolean exm_json_scan_string (ExmJsonScan *scan,
                               ExmJsonText *text);

/** exm_json_scan_number: takes a number. */
gboolean exm_json_scan_number (ExmJsonScan   *scan,
                               ExmJsonNumber *number);

/** exm_json_scan_bool: takes true or false. */
gboolean exm_json_scan_bool (ExmJsonScan *scan,
                             gboolean    *value);

/** exm_json_scan_null: takes null. */
gboolean exm_json_scan_null (ExmJsonScan *scan);

/**
 * exm_json_scan_skip:
 * @raw: (out) (optional): the bytes of the value, as they stand in the text
 *
 * Checks the next value, whatever it is, and goes behind it.
 */
gboolean exm_json_scan_skip (ExmJsonScan *scan,
                             ExmJsonText *raw);

/**
 * exm_json_scan_finish:
 *
 * Returns: TRUE when nothing but white space follows and there was no fault
 */
gboolean exm_json_scan_finish (ExmJsonScan *scan);

/**
 * exm_json_scan_fail:
 * @code: usually %EXM_JSON_ERROR_TYPE
 *
 * Ends the walk from outside, at the present position, if nothing has ended it yet.
 *
 * Returns: FALSE, for `return exm_json_scan_fail (…)`
 */
gboolean exm_json_scan_fail (ExmJsonScan *scan,
                             ExmJsonError code);

/** exm_json_scan_offset: Returns: how many bytes are behind the cursor. */
gsize exm_json_scan_offset (ExmJsonScan *scan);

/**
 * exm_json_scan_fault:
 *
 * Returns: (transfer none) (nullable): the first fault, %NULL when there is none
 */
const ExmJsonFault *exm_json_scan_fault (ExmJsonScan *scan);

/**
 * exm_json_validate:
 * @scan: (nullable): a scanner to use, %NULL for a passing one
 * @fault: (out) (optional): what is wrong
 *
 * Returns: whether @data is one JSON value by our rules
 */
gboolean exm_json_validate (ExmJsonScan  *scan,
                            const char   *data,
                            gsize         len,
                            ExmJsonFault *fault);

/** exm_json_number_to_double: Returns: the value of @number, always finite. */
double exm_json_number_to_double (const ExmJsonNumber *number);

/** exm_json_text_equal: Returns: whether @text is exactly the terminated string @to. */
gboolean exm_json_text_equal (const ExmJsonText *text,
                              const char        *to);

/** exm_json_text_dup: Returns: (transfer full): a terminated copy of @text. */
char *exm_json_text_dup (const ExmJsonText *text);

G_END_DECLS
