/* exm-format.c - the shapes a file of examples can have, by name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-format.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (exm - format - error - quark, exm_format_error)

typedef struct
{
  const char *id;
  const char *name;
  gboolean    can_write;
  gboolean    is_json;
  gboolean    is_bare;
} DialectInfo;

static const DialectInfo dialects[] = {
  [EXM_DIALECT_NONE] = { "unknown", N_ ("Not known"), FALSE, FALSE, TRUE },
                         [EXM_DIALECT_CONTENTS] = { "gemini", N_ ("Gemini JSON lines"), TRUE, TRUE, FALSE },
                                                    [EXM_DIALECT_MESSAGES] = { "messages", N_ ("Gemini messages (2024)"), TRUE, TRUE, FALSE },
                                                                               [EXM_DIALECT_OPENAI] = { "openai", N_ ("OpenAI messages"), TRUE, TRUE, FALSE },
                                                                                                        [EXM_DIALECT_PALM] = { "palm", N_ ("PaLM input and output text"), FALSE, TRUE, FALSE },
                                                                                                                               [EXM_DIALECT_PROMPT] = { "prompt", N_ ("Prompt and completion"), FALSE, TRUE, FALSE },
                                                                                                                                                        [EXM_DIALECT_ALPACA] = { "alpaca", N_ ("Alpaca instructions"), FALSE, TRUE, FALSE },
                                                                                                                                                                                 [EXM_DIALECT_SHAREGPT] = { "sharegpt", N_ ("ShareGPT conversations"), FALSE, TRUE, FALSE },
                                                                                                                                                                                                            [EXM_DIALECT_OBJECTS] = { "objects", N_ ("JSON lines with text and label"), FALSE, TRUE, TRUE },
                                                                                                                                                                                                                                      [EXM_DIALECT_CSV] = { "csv", N_ ("Table (CSV)"), TRUE, FALSE, TRUE },
                                                                                                                                                                                                                                                            [EXM_DIALECT_TEXT] = { "text", N_ ("Plain text, one post a line"), FALSE, FALSE, TRUE },
                                                                                                                                                                                                                                                                                   [EXM_DIALECT_ARCHIVE] = { "archive", N_ ("Archive of a social network"), FALSE, FALSE, TRUE },
                                                                                                                                                                                                                                                                                   };
G_STATIC_ASSERT (G_N_ELEMENTS (dialects) == EXM_N_DIALECTS);

static const DialectInfo *
dialect_info (ExmDialect dialect)
{
  return &dialects[(guint)dialect < EXM_N_DIALECTS ? dialect : EXM_DIALECT_NONE];
}

const char *
exm_dialect_get_name (ExmDialect dialect)
{
  return g_dgettext (GETTEXT_PACKAGE, dialect_info (dialect)->name);
}

const char *
exm_dialect_get_id (ExmDialect dialect)
{
  return dialect_info (dialect)->id;
}

ExmDialect
exm_dialect_from_id (const char *id)
{
  for (guint i = 1; i < EXM_N_DIALECTS; i++)
    if (g_strcmp0 (id, dialects[i].id) == 0)
      return (ExmDialect)i;
  return EXM_DIALECT_NONE;
}

gboolean
exm_dialect_can_write (ExmDialect dialect)
{
  return dialect_info (dialect)->can_write;
}

gboolean
exm_dialect_is_json (ExmDialect dialect)
{
  return dialect_info (dialect)->is_json;
}

gboolean
exm_dialect_is_bare (ExmDialect dialect)
{
  return dialect_info (dialect)->is_bare;
}

const char *
exm_encoding_get_name (ExmEncoding encoding)
{
  static const char *const names[] = { "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252", "ISO-8859-1" };
  G_STATIC_ASSERT (G_N_ELEMENTS (names) == EXM_N_ENCODINGS);

  g_return_val_if_fail ((guint)encoding < EXM_N_ENCODINGS, NULL);

  return names[encoding];
}

static const struct
{
  const char *code;
  const char *sentence;
} reasons[] = {
  [EXM_REASON_BROKEN_JSON] = { "broken-json", N_ ("This line is not valid JSON") },
                               [EXM_REASON_TOO_DEEP] = { "too-deep", N_ ("Brackets are nested too deeply in this line") },
                                                         [EXM_REASON_DUPLICATE_KEY] = { "duplicate-key", N_ ("The same name stands twice in one object, so part of the line would be lost") },
                                                                                        [EXM_REASON_INVALID_UTF8] = { "invalid-utf8", N_ ("This line has bytes that are not UTF-8 text") },
                                                                                                                      [EXM_REASON_LONE_SURROGATE] = { "lone-surrogate", N_ ("This line has half a character: one part of a two-part escape is missing") },
                                                                                                                                                      [EXM_REASON_NUL] = { "nul", N_ ("This line has a zero character, which no text may have") },
                                                                                                                                                                           [EXM_REASON_NUMBER_RANGE] = { "number-range", N_ ("This line has a number that is too large") },
                                                                                                                                                                                                         [EXM_REASON_NOT_AN_OBJECT] = { "not-an-object", N_ ("This line is not an object in braces") },
                                                                                                                                                                                                                                        [EXM_REASON_UNKNOWN_SHAPE] = { "unknown-shape", N_ ("This line has none of the fields that an example needs") },
                                                                                                                                                                                                                                                                       [EXM_REASON_WRONG_TYPE] = { "wrong-type", N_ ("A field of this line holds something else than expected") },
                                                                                                                                                                                                                                                                                                   [EXM_REASON_WRONG_ROLES] = { "wrong-roles", N_ ("The roles of this line are not known or not in the right order") },
                                                                                                                                                                                                                                                                                                                                [EXM_REASON_NO_INPUT] = { "no-input", N_ ("This line has no text from the user") },
                                                                                                                                                                                                                                                                                                                                                          [EXM_REASON_NO_OUTPUT] = { "no-output", N_ ("This line has no answer from the model") },
                                                                                                                                                                                                                                                                                                                                                                                     [EXM_REASON_EMPTY_TEXT] = { "empty-text", N_ ("A text of this line is empty") },
                                                                                                                                                                                                                                                                                                                                                                                                                 [EXM_REASON_TOO_LONG] = { "too-long", N_ ("This line is too long: more than 16 MB") },
                                                                                                                                                                                                                                                                                                                                                                                                                                           [EXM_REASON_UNCLOSED_QUOTE] = { "unclosed-quote", N_ ("A quote that opens in this line is never closed") },
                                                                                                                                                                                                                                                                                                                                                                                                                                                                           [EXM_REASON_MISSING_COLUMN] = { "missing-column", N_ ("This line has too few columns") },
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           [EXM_REASON_DAMAGED] = { "damaged", N_ ("This piece of the archive is damaged or cut off") },
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           };
G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == EXM_N_REASONS);

const char *
exm_reason_get_code (ExmReason reason)
{
  g_return_val_if_fail ((guint)reason < EXM_N_REASONS, NULL);

  return reasons[reason].code;
}

const char *
exm_reason_get_sentence (ExmReason reason)
{
  g_return_val_if_fail ((guint)reason < EXM_N_REASONS, NULL);

  return g_dgettext (GETTEXT_PACKAGE, reasons[reason].sentence);
}
