/* exm-label-apart.c - labels with like names that are not the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-label-private.h"

#include <string.h>

/* One text, as it stands in the task of the dataset file: sets of names, each begun by
 * a record separator, each name in it by a unit separator. Names with such characters,
 * which nobody types, are never found again, and that is all.
 *
 *   RS US Anger US Angry   RS US Care US Caring US Careful   RS US Boredom
 *
 * A name that is alone in its set is apart from none: that label is rare and stays.
 */
#define SET "\x1e"
#define NAME "\x1f"

char *
exm_label_apart_add (const char        *apart,
                     const char *const *names,
                     guint              n)
{
  GString *text = g_string_new (apart);

  g_return_val_if_fail (names != NULL || n == 0, g_string_free (text, FALSE));

  if (n > 1)
    g_string_append (text, SET);
  for (guint i = 0; i < n && n > 1; i++)
    {
      g_string_append (text, NAME);
      g_string_append (text, names[i]);
    }
  return g_string_free (text, FALSE);
}

/* Whether one of the names of a set, which ends at @end, is @name. */
static gboolean
set_has (const char *set,
         const char *end,
         const char *name)
{
  gsize length = strlen (name);

  while (set < end && *set == NAME[0])
    {
      gsize each = strcspn (++set, SET NAME);

      if (each == length && memcmp (set, name, length) == 0)
        return TRUE;
      set += each;
    }
  return FALSE;
}

gboolean
exm_label_is_apart (const char *apart,
                    const char *a,
                    const char *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  for (const char *set = apart != NULL ? strchr (apart, SET[0]) : NULL; set != NULL;)
    {
      const char *next = strchr (++set, SET[0]);
      const char *end = next != NULL ? next : set + strlen (set);

      if (set_has (set, end, a) && set_has (set, end, b))
        return TRUE;
      set = next;
    }
  return FALSE;
}

char *
exm_label_kept_rare_add (const char *apart,
                         const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return g_strconcat (apart != NULL ? apart : "", SET NAME, name, NULL);
}

gboolean
exm_label_is_kept_rare (const char *apart,
                        const char *name)
{
  gsize length;

  g_return_val_if_fail (name != NULL, FALSE);

  length = strlen (name);
  for (const char *set = apart != NULL ? strchr (apart, SET[0]) : NULL; set != NULL; set = strchr (set, SET[0]))
    {
      set++;
      if (*set == NAME[0] && strcspn (set + 1, SET NAME) == length && set[1 + length] != NAME[0] &&
          memcmp (set + 1, name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Each name goes to the first part in which it is apart from none. */
static void
split (GPtrArray         *parts,
       const GArray      *group,
       const char *const *names,
       const char        *apart)
{
  guint first = parts->len;

  for (guint i = 0; i < group->len; i++)
    {
      guint   name = g_array_index (group, guint, i);
      GArray *into = NULL;

      for (guint j = first; j < parts->len && into == NULL; j++)
        {
          into = parts->pdata[j];
          for (guint k = 0; into != NULL && k < into->len; k++)
            if (exm_label_is_apart (apart, names[name], names[g_array_index ((GArray *)parts->pdata[j], guint, k)]))
              into = NULL;
        }
      if (into == NULL)
        {
          into = g_array_new (FALSE, FALSE, sizeof (guint));
          g_ptr_array_add (parts, into);
        }
      g_array_append_val (into, name);
    }
}

GPtrArray *
_exm_label_split_apart (GPtrArray         *groups,
                        const char *const *names,
                        const char        *apart)
{
  GPtrArray *parts;

  if (apart == NULL || *apart == '\0')
    return groups;
  parts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < groups->len; i++)
    split (parts, groups->pdata[i], names, apart);
  for (guint i = parts->len; i > 0; i--)
    if (((GArray *)parts->pdata[i - 1])->len < 2)
      g_ptr_array_remove_index (parts, i - 1);
  g_ptr_array_unref (groups);
  return parts;
}
