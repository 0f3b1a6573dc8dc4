/* exm-json-error.c - what can be wrong with JSON text, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-json"

#include "config.h"

#include "exm-json-error.h"

#include <glib/gi18n-lib.h>

static const char *const sentences[] = {
  [EXM_JSON_ERROR_SYNTAX] = N_ ("a bracket, comma, colon or quote is missing or out of place"),
                                [EXM_JSON_ERROR_EMPTY] = N_ ("there is nothing here"),
                                                             [EXM_JSON_ERROR_TRUNCATED] = N_ ("the text ends too early"),
                                                                                              [EXM_JSON_ERROR_TRAILING] = N_ ("something follows after the end of the value"),
                                                                                                                              [EXM_JSON_ERROR_TOO_DEEP] = N_ ("brackets are nested too deeply"),
                                                                                                                                                              [EXM_JSON_ERROR_DUPLICATE_KEY] = N_ ("the same name stands twice in one object"),
                                                                                                                                                                                                   [EXM_JSON_ERROR_UTF8] = N_ ("these bytes are not UTF-8 text"),
                                                                                                                                                                                                                               [EXM_JSON_ERROR_ESCAPE] = N_ ("a backslash is followed by something it cannot stand before"),
                                                                                                                                                                                                                                                             [EXM_JSON_ERROR_SURROGATE] = N_ ("half a character: one part of a two-part escape is missing"),
                                                                                                                                                                                                                                                                                              [EXM_JSON_ERROR_NUL] = N_ ("a zero character, which no text may have"),
                                                                                                                                                                                                                                                                                                                         [EXM_JSON_ERROR_CONTROL] = N_ ("a line break, tab or other control character stands inside quotes"),
                                                                                                                                                                                                                                                                                                                                                        [EXM_JSON_ERROR_NUMBER] = N_ ("this is not how JSON writes a number"),
                                                                                                                                                                                                                                                                                                                                                                                      [EXM_JSON_ERROR_RANGE] = N_ ("the number is too large"),
                                                                                                                                                                                                                                                                                                                                                                                                                   [EXM_JSON_ERROR_TYPE] = N_ ("another kind of value was expected here"),
                                                                                                                                                                                                                                                                                                                                                                                                                   };
G_STATIC_ASSERT (G_N_ELEMENTS (sentences) == EXM_JSON_N_ERRORS);

G_DEFINE_QUARK (exm - json - error - quark, exm_json_error)

const char *
exm_json_error_sentence (ExmJsonError code)
{
  g_return_val_if_fail ((guint)code < EXM_JSON_N_ERRORS, NULL);

  return g_dgettext (GETTEXT_PACKAGE, sentences[code]);
}

char *
exm_json_fault_message (const ExmJsonFault *fault)
{
  g_return_val_if_fail (fault != NULL, NULL);

  /* Translators: %s is what is wrong, e.g. "the text ends too early". */
  return g_strdup_printf (_ ("Not valid JSON at byte %zu: %s"),
                             fault->offset + 1,
                             exm_json_error_sentence (fault->code));
}

void
exm_json_fault_set_error (const ExmJsonFault *fault,
                          GError            **error)
{
  g_autofree char *message = exm_json_fault_message (fault);

  g_set_error_literal (error, EXM_JSON_ERROR, (int)fault->code, message);
}
