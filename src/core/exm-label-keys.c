/* exm-label-keys.c - the key that gives a label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-label.h"

#include <string.h>

static const char digits[] = "1234567890";
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

G_STATIC_ASSERT (sizeof digits + sizeof letters - 2 == EXM_LABEL_N_KEYS);

gboolean
exm_label_key_is_valid (gunichar key)
{
  return key != 0 && key < 0x80 && g_ascii_isalnum ((char)key);
}

static gunichar
first_free (const char *keys,
            const char *taken)
{
  for (const char *key = keys; *key != '\0'; key++)
    if (strchr (taken, *key) == NULL)
      return (gunichar)*key;
  return 0;
}

/* The Latin letters of @name, small, without accents: initials of words (after a
 * space or a sign, or a capital after a small letter), then the others. */
static char *
letters_of (const char *name)
{
  g_autofree char *apart = g_utf8_normalize (name, -1, G_NORMALIZE_NFKD);
  GString         *initials = g_string_new (NULL);
  g_autoptr(GString) others = g_string_new (NULL);
  gboolean in_word = FALSE;
  gboolean was_small = FALSE;

  for (const char *p = apart != NULL ? apart : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_capital = g_unichar_isupper (c);

      if (g_unichar_ismark (c))
        continue;
      if (c < 0x80 && g_ascii_isalpha ((char)c))
        g_string_append_c (!in_word || (is_capital && was_small) ? initials : others,
                           g_ascii_tolower ((char)c));
      in_word = g_unichar_isalnum (c);
      was_small = in_word && !is_capital;
    }
  g_string_append (initials, others->str);
  return g_string_free (initials, FALSE);
}

gunichar
exm_label_choose_key (const char *name,
                      const char *taken)
{
  g_autofree char *small = NULL;
  g_autofree char *capital = NULL;
  gunichar         key;

  g_return_val_if_fail (name != NULL, 0);
  g_return_val_if_fail (taken != NULL, 0);

  key = first_free (digits, taken);
  if (key != 0)
    return key;
  small = letters_of (name);
  capital = g_ascii_strup (small, -1);
  key = first_free (small, taken);
  if (key == 0)
    key = first_free (capital, taken);
  return key != 0 ? key : first_free (letters, taken);
}

ExmLabel *
exm_label_find_key (GListModel *labels,
                    gunichar    key)
{
  guint n_labels;

  g_return_val_if_fail (G_IS_LIST_MODEL (labels), NULL);

  if (!exm_label_key_is_valid (key))
    return NULL;
  n_labels = g_list_model_get_n_items (labels);
  for (guint i = 0; i < n_labels; i++)
    {
      /* The list keeps it. */
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      if (exm_label_get_key (label) == key)
        return label;
    }
  return NULL;
}

char *
exm_label_dup_key_text (ExmLabel *self)
{
  gunichar key;
  char     text[7] = "";

  g_return_val_if_fail (EXM_IS_LABEL (self), NULL);

  key = exm_label_get_key (self);
  if (key != 0)
    text[g_unichar_to_utf8 (key, text)] = '\0';
  return g_strdup (text);
}
