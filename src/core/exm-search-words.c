/* exm-search-words.c - keys and values of the search language
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-search-private.h"

#include <glib/gi18n-lib.h>

#include "exm-example.h"
#include "exm-fold-private.h"

/* One row a word that may be typed; the first row of a value is the name that
 * exm_search_to_string() writes. */
typedef struct
{
  const char *word;
  guint       value;
} ExmSearchWord;

/* Translators: keys of the search language, typed before a colon as in “label:happy”.
 * One word in lower case each, different from all others. The English ones work too. */
static const ExmSearchWord keys[] = {
  { NC_ ("search key", "post"), EXM_TERM_POST },
  { NC_ ("search key", "answer"), EXM_TERM_ANSWER },
  { NC_ ("search key", "note"), EXM_TERM_NOTE },
  { NC_ ("search key", "label"), EXM_TERM_LABEL },
  { NC_ ("search key", "is"), EXM_TERM_IS },
  { NC_ ("search key", "has"), EXM_TERM_HAS },
  { NC_ ("search key", "dup"), EXM_TERM_COPIES },
  { NC_ ("search key", "len"), EXM_TERM_LENGTH },
  { NC_ ("search key", "split"), EXM_TERM_SPLIT },
  { NC_ ("search key", "source"), EXM_TERM_SOURCE },
  { NC_ ("search key", "system"), EXM_TERM_SYSTEM },
};

/* Translators: values of the search language, typed after a colon as in “is:done”.
 * One word in lower case each. The English ones work too. */
static const ExmSearchWord is_values[] = {
  { NC_ ("search value", "todo"), EXM_IS_TODO },
  { NC_ ("search value", "done"), EXM_IS_DONE },
  { NC_ ("search value", "skipped"), EXM_IS_SKIPPED },
  { NC_ ("search value", "flagged"), EXM_IS_FLAGGED },
  { NC_ ("search value", "labelled"), EXM_IS_LABELLED },
  { NC_ ("search value", "unlabelled"), EXM_IS_UNLABELLED },
  { NC_ ("search value", "duplicate"), EXM_IS_DUPLICATE },
  { NC_ ("search value", "conflict"), EXM_IS_CONFLICT },
  { NC_ ("search value", "empty"), EXM_IS_EMPTY },
  { NC_ ("search value", "long"), EXM_IS_LONG },
  { NC_ ("search value", "rare"), EXM_IS_RARE },
  { NC_ ("search value", "near"), EXM_IS_NEAR },
  { "labeled", EXM_IS_LABELLED },
  { "unlabeled", EXM_IS_UNLABELLED },
};

static const ExmSearchWord has_values[] = {
  { NC_ ("search value", "label"), EXM_HAS_LABEL },
  { NC_ ("search value", "answer"), EXM_HAS_ANSWER },
  { NC_ ("search value", "note"), EXM_HAS_NOTE },
  { NC_ ("search value", "system"), EXM_HAS_SYSTEM },
};

static const ExmSearchWord copies_values[] = {
  { NC_ ("search value", "yes"), TRUE },
  { NC_ ("search value", "no"), FALSE },
};

static const ExmSearchWord split_values[] = {
  { NC_ ("search value", "training"), EXM_SPLIT_TRAINING },
  { NC_ ("search value", "validation"), EXM_SPLIT_VALIDATION },
  { NC_ ("search value", "none"), EXM_SPLIT_NONE },
};

static const ExmSearchWord system_values[] = {
  { NC_ ("search value", "other"), TRUE },
  { NC_ ("search value", "task"), FALSE },
};

static const struct
{
  const ExmSearchWord *words;
  gsize                n_words;
} values[EXM_N_TERM_KINDS] = {
  [EXM_TERM_IS] = { is_values, G_N_ELEMENTS (is_values) },
  [EXM_TERM_HAS] = { has_values, G_N_ELEMENTS (has_values) },
  [EXM_TERM_COPIES] = { copies_values, G_N_ELEMENTS (copies_values) },
  [EXM_TERM_SPLIT] = { split_values, G_N_ELEMENTS (split_values) },
  [EXM_TERM_SYSTEM] = { system_values, G_N_ELEMENTS (system_values) },
};

/* English goes before any translation, so that what is written down is read again. */
static const ExmSearchWord *
find_word (const ExmSearchWord *words,
           gsize                n_words,
           const char          *context,
           const char          *text)
{
  g_autofree char *folded = _exm_fold_text (text, -1);

  for (gsize i = 0; i < n_words; i++)
    if (g_str_equal (words[i].word, folded))
      return &words[i];
  for (gsize i = 0; i < n_words; i++)
    {
      const char *translated = g_dpgettext2 (GETTEXT_PACKAGE, context, words[i].word);

      if (translated != words[i].word)
        {
          g_autofree char *translated_folded = _exm_fold_text (translated, -1);

          if (g_str_equal (translated_folded, folded))
            return &words[i];
        }
    }
  return NULL;
}

gboolean
_exm_search_find_key (const char  *text,
                      gsize        length,
                      ExmTermKind *kind)
{
  g_autofree char     *key = g_strndup (text, length);
  const ExmSearchWord *word = find_word (keys, G_N_ELEMENTS (keys), "search key", key);

  if (word != NULL)
    *kind = word->value;
  return word != NULL;
}

const char *
_exm_search_key_name (ExmTermKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].value == kind)
      return keys[i].word;
  return NULL;
}

gboolean
_exm_search_find_value (ExmTermKind kind,
                        const char *text,
                        guint      *value)
{
  const ExmSearchWord *word = find_word (values[kind].words, values[kind].n_words, "search value", text);

  if (word != NULL)
    *value = word->value;
  return word != NULL;
}

const char *
_exm_search_value_name (ExmTermKind kind,
                        guint       value)
{
  for (gsize i = 0; i < values[kind].n_words; i++)
    if (values[kind].words[i].value == value)
      return values[kind].words[i].word;
  g_return_val_if_reached ("");
}

char *
_exm_search_list_values (ExmTermKind kind)
{
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < values[kind].n_words; i++)
    if (i == 0 || _exm_search_value_name (kind, values[kind].words[i].value) == values[kind].words[i].word)
      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "",
                              g_dpgettext2 (GETTEXT_PACKAGE, "search value", values[kind].words[i].word));
  return g_string_free (list, FALSE);
}

gboolean
_exm_search_is_none (const char *text)
{
  return find_word (&split_values[2], 1, "search value", text) != NULL;
}

const char *const *
exm_search_get_keys (void)
{
  static const char *names[G_N_ELEMENTS (keys) + 1];
  static gsize       once;

  if (g_once_init_enter (&once))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
        names[i] = keys[i].word;
      g_once_init_leave (&once, 1);
    }
  return names;
}
