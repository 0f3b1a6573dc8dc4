/* exm-label-tidy.c - putting labels in order: what to suggest, and the commands for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-label-tidy.h"

#include <glib/gi18n-lib.h>

#include "exm-fold-private.h"

static GPtrArray *
dup_labels (GListModel *labels)
{
  guint      n_labels = g_list_model_get_n_items (labels);
  GPtrArray *all = g_ptr_array_new_full (n_labels, g_object_unref);

  for (guint i = 0; i < n_labels; i++)
    g_ptr_array_add (all, g_list_model_get_item (labels, i));
  return all;
}

static GArray *
ids_of (GPtrArray *labels,
        guint      first)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));

  for (guint i = first; i < labels->len; i++)
    {
      ExmLabelId id = exm_label_get_id (labels->pdata[i]);

      g_array_append_val (ids, id);
    }
  return ids;
}

static GPtrArray *
new_commands (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
}

/* @commands (transfer full); one that is alone needs a name all the same. */
static ExmCommand *
close_group (GPtrArray  *commands,
             const char *name)
{
  if (commands->len > 0)
    return exm_command_new_group (name, commands);
  g_ptr_array_unref (commands);
  return NULL;
}

/* --- near-same names --------------------------------------------------------------- */

void
exm_label_group_free (ExmLabelGroup *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->labels);
  g_free (self);
}

static int
compare_use (gconstpointer a,
             gconstpointer b)
{
  ExmLabel *one = *(ExmLabel *const *)a;
  ExmLabel *other = *(ExmLabel *const *)b;
  guint     n_one = exm_label_get_count (one);
  guint     n_other = exm_label_get_count (other);

  if (n_one != n_other)
    return n_one < n_other ? 1 : -1;
  return (int)exm_label_get_id (one) - (int)exm_label_get_id (other);
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const ExmLabelGroup *one = *(ExmLabelGroup *const *)a;
  const ExmLabelGroup *other = *(ExmLabelGroup *const *)b;

  if (one->count != other->count)
    return one->count < other->count ? 1 : -1;
  return compare_use (&one->labels->pdata[0], &other->labels->pdata[0]);
}

GPtrArray *
exm_label_find_groups (GListModel *labels,
                       const char *apart)
{
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) used = g_ptr_array_new ();
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autoptr(GPtrArray) near = NULL;
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_label_group_free);

  g_return_val_if_fail (G_IS_LIST_MODEL (labels), groups);

  all = dup_labels (labels);
  for (guint i = 0; i < all->len; i++)
    if (exm_label_get_count (all->pdata[i]) > 0)
      {
        g_ptr_array_add (used, all->pdata[i]);
        g_ptr_array_add (names, (gpointer)exm_label_get_name (all->pdata[i]));
      }
  near = exm_label_find_near ((const char *const *)names->pdata, names->len, apart);
  for (guint i = 0; i < near->len; i++)
    {
      const GArray  *members = near->pdata[i];
      ExmLabelGroup *group = g_new0 (ExmLabelGroup, 1);

      group->labels = g_ptr_array_new_with_free_func (g_object_unref);
      for (guint j = 0; j < members->len; j++)
        {
          ExmLabel *label = used->pdata[g_array_index (members, guint, j)];

          g_ptr_array_add (group->labels, g_object_ref (label));
          group->count += exm_label_get_count (label);
        }
      g_ptr_array_sort (group->labels, compare_use);
      g_ptr_array_add (groups, group);
    }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

ExmCommand *
exm_label_keep_apart_command (GPtrArray  *labels,
                              const char *apart)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < labels->len; i++)
    g_ptr_array_add (names, (gpointer)exm_label_get_name (labels->pdata[i]));
  text = exm_label_apart_add (apart, (const char *const *)names->pdata, names->len);
  return exm_command_new_set_task (EXM_TASK_APART, text);
}

ExmCommand *
exm_label_merge_groups_command (GPtrArray *groups)
{
  GPtrArray       *commands = new_commands ();
  g_autofree char *name = NULL;

  for (guint i = 0; i < groups->len; i++)
    {
      const ExmLabelGroup *group = groups->pdata[i];
      g_autoptr(GArray) from = ids_of (group->labels, 1);

      if (from->len > 0)
        g_ptr_array_add (commands, exm_command_new_label_merge ((const ExmLabelId *)(gpointer)from->data, from->len,
                                                                exm_label_get_id (group->labels->pdata[0])));
    }
  name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Merge %u Group of Like Labels",
                                       "Merge %u Groups of Like Labels", commands->len),
                          commands->len);
  return close_group (commands, name);
}

/* --- rare ones ------------------------------------------------------------------------ */

GPtrArray *
exm_label_find_rare (GListModel *labels,
                     guint       fewer,
                     const char *except)
{
  g_autoptr(GPtrArray) all = NULL;
  GPtrArray *rare = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (G_IS_LIST_MODEL (labels), rare);

  all = dup_labels (labels);
  for (guint i = 0; i < all->len; i++)
    {
      guint count = exm_label_get_count (all->pdata[i]);

      if (count > 0 && count < fewer && g_strcmp0 (exm_label_get_name (all->pdata[i]), except) != 0)
        g_ptr_array_add (rare, g_object_ref (all->pdata[i]));
    }
  return rare;
}

GPtrArray *
exm_label_find_rare_problems (GListModel *labels,
                              const char *apart)
{
  GPtrArray *rare = exm_label_find_rare (labels, EXM_RARE_LABEL, NULL);

  for (guint i = rare->len; i > 0; i--)
    if (exm_label_is_kept_rare (apart, exm_label_get_name (rare->pdata[i - 1])))
      g_ptr_array_remove_index (rare, i - 1);
  return rare;
}

ExmCommand *
exm_label_keep_rare_command (GPtrArray  *labels,
                             const char *apart)
{
  GPtrArray       *commands = new_commands ();
  g_autofree char *text = g_strdup (apart);
  g_autofree char *step = NULL;

  for (guint i = 0; i < labels->len; i++)
    {
      char *longer = exm_label_kept_rare_add (text, exm_label_get_name (labels->pdata[i]));

      g_free (text);
      text = longer;
    }
  if (labels->len > 0)
    g_ptr_array_add (commands, exm_command_new_set_task (EXM_TASK_APART, text));
  if (labels->len == 1)
    /* Translators: %s is the name of a label. */
    step = g_strdup_printf (_ ("Leave “%s” as It Is"), exm_label_get_name (labels->pdata[0]));
  else
    step = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Leave %u Label as It Is", "Leave %u Labels as They Are", labels->len),
                            labels->len);
  return close_group (commands, step);
}

ExmCommand *
exm_label_gather_command (GPtrArray  *labels,
                          const char *name)
{
  GPtrArray       *commands = new_commands ();
  g_autofree char *step = NULL;
  g_autoptr(GArray) ids = ids_of (labels, 0);

  if (ids->len > 0)
    g_ptr_array_add (commands, exm_command_new_label_merge_named ((const ExmLabelId *)(gpointer)ids->data, ids->len, name));
  /* Translators: %s is the name of a label. */
  step = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Put %u Label into “%s”", "Put %u Labels into “%s”", ids->len),
                          ids->len, name);
  return close_group (commands, step);
}

/* --- order ---------------------------------------------------------------------------- */

static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  GHashTable *keys = user_data;

  return g_strcmp0 (g_hash_table_lookup (keys, *(gpointer *)a), g_hash_table_lookup (keys, *(gpointer *)b));
}

static void
sort_by_name (GPtrArray *labels)
{
  g_autoptr(GHashTable) keys = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (guint i = 0; i < labels->len; i++)
    {
      g_autofree char *folded = _exm_fold_text (exm_label_get_name (labels->pdata[i]), -1);

      g_hash_table_insert (keys, labels->pdata[i], g_utf8_collate_key (folded, -1));
    }
  g_ptr_array_sort_with_data (labels, compare_names, keys);
}

static ExmCommand *
order_command (GPtrArray  *labels,
               const char *name)
{
  g_autoptr(GArray) ids = ids_of (labels, 0);
  GPtrArray *commands = new_commands ();

  g_ptr_array_add (commands, exm_command_new_label_order ((const ExmLabelId *)(gpointer)ids->data, ids->len));
  return close_group (commands, name);
}

ExmCommand *
exm_label_sort_command (GListModel   *labels,
                        ExmLabelOrder by)
{
  g_autoptr(GPtrArray) all = dup_labels (labels);

  if (by == EXM_LABEL_BY_NAME)
    sort_by_name (all);
  else
    g_ptr_array_sort (all, compare_use);
  return order_command (all, by == EXM_LABEL_BY_NAME ? _ ("Sort Labels by Name") : _ ("Sort Labels by Count"));
}

ExmCommand *
exm_label_move_command (GListModel *labels,
                        GPtrArray  *moved,
                        ExmLabel   *before)
{
  g_autoptr(GPtrArray) all = dup_labels (labels);
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  g_autoptr(GPtrArray) together = g_ptr_array_new ();
  g_autofree char *name = NULL;
  guint            at = G_MAXUINT;

  for (guint i = 0; i < all->len; i++)
    {
      /* Moved before one of themselves: they gather at its place. */
      if (all->pdata[i] == before)
        at = order->len;
      g_ptr_array_add (g_ptr_array_find (moved, all->pdata[i], NULL) ? together : order, all->pdata[i]);
    }
  at = MIN (at, order->len);
  for (guint i = 0; i < together->len; i++)
    g_ptr_array_insert (order, (int)(at + i), together->pdata[i]);
  if (together->len == 1)
    name = g_strdup_printf (_ ("Move Label “%s”"), exm_label_get_name (together->pdata[0]));
  else
    name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Move %u Label", "Move %u Labels", together->len), together->len);
  return order_command (order, name);
}

ExmCommand *
exm_label_shift_command (GPtrArray  *moved,
                         GListModel *shown,
                         gboolean    up)
{
  g_autoptr(GPtrArray) all = dup_labels (shown);
  g_autoptr(GArray) ids = ids_of (moved, 0);
  g_autoptr(GArray) among = ids_of (all, 0);
  g_autofree char *name = NULL;
  ExmCommand      *command;
  GPtrArray       *commands;

  command = exm_command_new_label_shift ((const ExmLabelId *)(gpointer)ids->data, ids->len,
                                         (const ExmLabelId *)(gpointer)among->data, among->len, up);
  if (moved->len == 1)
    return command; /* its name is the step's */
  commands = new_commands ();
  g_ptr_array_add (commands, command);
  name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Move %u Label", "Move %u Labels", moved->len), moved->len);
  return close_group (commands, name);
}

/* --- keys ------------------------------------------------------------------------------- */

static ExmCommand *
set_key_command (ExmLabel *label,
                 gunichar  key)
{
  char text[7] = "";

  if (key != 0)
    text[g_unichar_to_utf8 (key, text)] = '\0';
  return exm_command_new_label_edit (exm_label_get_id (label), EXM_LABEL_KEY, text);
}

ExmCommand *
exm_label_key_command (GListModel *labels,
                       ExmLabel   *label,
                       gunichar    key)
{
  ExmLabel        *holder = exm_label_find_key (labels, key);
  GPtrArray       *commands;
  g_autofree char *name = NULL;

  if (holder == NULL || holder == label)
    return set_key_command (label, key);
  commands = new_commands ();
  g_ptr_array_add (commands, set_key_command (label, key));
  g_ptr_array_add (commands, set_key_command (holder, exm_label_get_key (label)));
  /* Translators: names of two labels */
  name = g_strdup_printf (_ ("Swap Keys of “%s” and “%s”"), exm_label_get_name (label), exm_label_get_name (holder));
  return close_group (commands, name);
}

ExmCommand *
exm_label_give_keys_command (GListModel *labels)
{
  g_autoptr(GPtrArray) all = dup_labels (labels);
  g_autoptr(GString) taken = g_string_new (NULL);
  GPtrArray       *commands = new_commands ();
  g_autofree char *name = NULL;

  for (guint i = 0; i < all->len; i++)
    if (exm_label_get_key (all->pdata[i]) != 0)
      g_string_append_unichar (taken, exm_label_get_key (all->pdata[i]));
  g_ptr_array_sort (all, compare_use);
  for (guint i = 0; i < all->len; i++)
    {
      gunichar key;

      if (exm_label_get_key (all->pdata[i]) != 0)
        continue;
      key = exm_label_choose_key (exm_label_get_name (all->pdata[i]), taken->str);
      if (key == 0)
        break;
      g_string_append_unichar (taken, key);
      g_ptr_array_add (commands, set_key_command (all->pdata[i], key));
    }
  name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Give %u Label a Key", "Give %u Labels a Key", commands->len),
                          commands->len);
  return close_group (commands, name);
}

/* --- posts --------------------------------------------------------------------------------- */

ExmQuery *
exm_label_query (GPtrArray *labels)
{
  ExmQuery *query = exm_query_new ();

  query->labels = ids_of (labels, 0);
  return query;
}

ExmCommand *
exm_label_decide_again_command (GPtrArray *labels)
{
  GPtrArray       *commands = new_commands ();
  guint            n_posts = 0;
  g_autofree char *name = NULL;

  for (guint i = 0; i < labels->len; i++)
    {
      g_autoptr(ExmQuery) query = exm_query_new_label (exm_label_get_id (labels->pdata[i]));
      g_autoptr(ExmTarget) target = exm_target_new_query (query, NULL, 0);
      /* Translators: added to the note of a post whose label is to be decided again */
      g_autofree char *hint = g_strdup_printf (_ ("Was “%s”"), exm_label_get_name (labels->pdata[i]));

      n_posts += exm_label_get_count (labels->pdata[i]);
      g_ptr_array_add (commands, exm_command_new_decide_again (target, hint));
    }
  name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Decide Again on %u Post", "Decide Again on %u Posts", n_posts),
                          n_posts);
  return close_group (commands, name);
}

static char *
dup_delete_name (GPtrArray    *labels,
                 ExmLabelPosts posts,
                 ExmLabel     *into)
{
  const char *name = labels->len > 0 ? exm_label_get_name (labels->pdata[0]) : "";
  const char *target = into != NULL ? exm_label_get_name (into) : "";
  guint       n = labels->len;

  if (posts == EXM_LABEL_POSTS_TO_GIVE && n == 1)
    /* Translators: names of two labels: the one that goes, and the one that its posts get */
    return g_strdup_printf (_ ("Delete Label “%s” for “%s”"), name, target);
  if (posts == EXM_LABEL_POSTS_TO_GIVE)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete %u Label for “%s”", "Delete %u Labels for “%s”", n),
                            n, target);
  if (posts == EXM_LABEL_POSTS_DELETE && n == 1)
    return g_strdup_printf (_ ("Delete Label “%s” and Its Posts"), name);
  if (posts == EXM_LABEL_POSTS_DELETE)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete %u Label and Its Posts",
                                         "Delete %u Labels and Their Posts", n),
                            n);
  if (n == 1)
    return g_strdup_printf (_ ("Delete Label “%s”"), name);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete %u Label", "Delete %u Labels", n), n);
}

ExmCommand *
exm_label_delete_command (GPtrArray    *labels,
                          ExmLabelPosts posts,
                          ExmLabel     *into)
{
  GPtrArray       *commands = new_commands ();
  g_autofree char *name = dup_delete_name (labels, posts, into);

  g_return_val_if_fail (posts != EXM_LABEL_POSTS_TO_GIVE || into != NULL, close_group (commands, name));

  if (posts == EXM_LABEL_POSTS_DELETE)
    {
      g_autoptr(ExmQuery) query = exm_label_query (labels);
      g_autoptr(ExmTarget) target = exm_target_new_query (query, NULL, 0);

      g_ptr_array_add (commands, exm_command_new_delete (target));
    }
  if (posts == EXM_LABEL_POSTS_TO_GIVE && labels->len > 0)
    {
      g_autoptr(GArray) ids = ids_of (labels, 0);

      g_ptr_array_add (commands, exm_command_new_label_merge ((const ExmLabelId *)(gpointer)ids->data, ids->len,
                                                              exm_label_get_id (into)));
    }
  for (guint i = 0; posts != EXM_LABEL_POSTS_TO_GIVE && i < labels->len; i++)
    g_ptr_array_add (commands, exm_command_new_label_delete (exm_label_get_id (labels->pdata[i])));
  return close_group (commands, name);
}
