/* exm-split-make.c - making a split by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-split-make.h"

#include <glib/gi18n-lib.h>

#include "exm-render.h"

static gboolean
is_blank (const char *text)
{
  for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

gboolean
exm_split_is_ready (const ExmExample *example)
{
  return example->mark != EXM_MARK_SKIPPED && !is_blank (example->input) &&
         (example->label != 0 || (example->output != NULL && *example->output != '\0'));
}

guint64
exm_split_group (const ExmSplitGroups *groups,
                 const ExmExample     *example)
{
  /* Groups are small numbers, hashes spread over 64 bits. */
  if (example->id < groups->n && groups->reasons[example->id] != 0)
    return groups->group[example->id];
  return exm_split_hash (example->input);
}

/* --- making ---------------------------------------------------------------------------- */

typedef struct
{
  ExmSplitGroups *groups;
  ExmTask        *task;
  ExmRenderer    *renderer;
  GString        *line;
  GArray         *items; /* of ExmSplitItem */
  GArray         *rows;  /* of ExmRowId, with them */
} Make;

static gboolean
add_item (const ExmExample *example,
          const char       *label_name,
          gpointer          user_data,
          GError          **error)
{
  Make        *make = user_data;
  ExmSplitItem item = { .stratum = example->label };

  if (!exm_split_is_ready (example))
    return TRUE;
  if (make->renderer == NULL)
    make->renderer = exm_renderer_new (EXM_DIALECT_CONTENTS, make->task, FALSE);
  g_string_truncate (make->line, 0);
  if (exm_renderer_append (make->renderer, example, label_name, make->line) != EXM_RENDER_DONE)
    return TRUE;
  item.group = exm_split_group (make->groups, example);
  item.bytes = (guint32)make->line->len + 1;
  g_array_append_val (make->items, item);
  g_array_append_val (make->rows, example->id);
  return TRUE;
}

static void
add_hold (GPtrArray *commands,
          GArray    *rows,
          ExmSplit   side)
{
  if (rows->len > 0)
    {
      g_autoptr(ExmTarget) target = exm_target_new_rows ((const ExmRowId *)(gpointer)rows->data, rows->len);

      g_ptr_array_add (commands, exm_command_new_hold_split (target, side));
    }
}

static ExmCommand *
hold_rows (const Make           *make,
           const ExmSplitResult *result)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
  g_autoptr(ExmQuery) query = exm_query_new ();
  g_autoptr(ExmTarget) all = exm_target_new_query (query, NULL, 0);
  GArray *sides[2];

  /* What is not ready has no side. */
  g_ptr_array_add (commands, exm_command_new_set_split (all, EXM_SPLIT_NONE));
  for (guint k = 0; k < 2; k++)
    sides[k] = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  for (guint i = 0; i < make->rows->len; i++)
    g_array_append_val (sides[result->validation[i]], g_array_index (make->rows, ExmRowId, i));
  add_hold (commands, sides[0], EXM_SPLIT_TRAINING);
  add_hold (commands, sides[1], EXM_SPLIT_VALIDATION);
  for (guint k = 0; k < 2; k++)
    g_array_unref (sides[k]);
  return exm_command_new_group (_ ("Make a Split"), commands);
}

ExmCommand *
exm_split_make_sync (ExmDataset   *dataset,
                     int           percent,
                     guint64       seed,
                     guint        *n_validation,
                     GCancellable *cancellable,
                     GError      **error)
{
  Make        make = { 0 };
  ExmCommand *command = NULL;

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  make.groups = exm_split_groups_sync (dataset, cancellable, error);
  if (make.groups == NULL)
    return NULL;
  make.line = g_string_new (NULL);
  make.items = g_array_new (FALSE, FALSE, sizeof (ExmSplitItem));
  make.rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  if (exm_dataset_foreach_sync (dataset, NULL, &make.task, add_item, &make, cancellable, error))
    {
      g_autoptr(ExmSplitResult) result = exm_split_run ((const ExmSplitItem *)(gpointer)make.items->data, make.items->len, percent, seed);

      if (n_validation != NULL)
        *n_validation = (guint)result->n_validation;
      if (result->n_validation > 0)
        command = hold_rows (&make, result);
      else
        g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID,
                             _ ("No example can be held back: there are too few, or they all belong together"));
    }
  exm_split_groups_free (make.groups);
  g_clear_pointer (&make.renderer, exm_renderer_free);
  g_clear_pointer (&make.task, exm_task_free);
  g_string_free (make.line, TRUE);
  g_array_unref (make.items);
  g_array_unref (make.rows);
  return command;
}

/* --- moving ------------------------------------------------------------------------------ */

ExmCommand *
exm_split_move_sync (ExmDataset     *dataset,
                     const ExmRowId *rows,
                     gsize           n_rows,
                     ExmSplit        side,
                     guint          *n_more,
                     GCancellable   *cancellable,
                     GError        **error)
{
  g_autoptr(ExmSplitGroups) groups = exm_split_groups_sync (dataset, cancellable, error);
  g_autoptr(ExmTarget) target = NULL;
  g_autoptr(GArray) moved = NULL;
  g_autofree guint8 *wanted = NULL;
  gsize              n_there = 0;

  if (groups == NULL)
    return NULL;
  wanted = g_malloc0 (groups->n + 1);
  for (gsize i = 0; i < n_rows; i++)
    if (exm_split_groups_get (groups, rows[i]) != 0)
      {
        wanted[groups->group[rows[i]]] = 1;
        n_there++;
      }
  moved = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  for (gsize row = 1; row < groups->n; row++)
    if (groups->group[row] != 0 && wanted[groups->group[row]])
      {
        ExmRowId id = (ExmRowId)row;

        g_array_append_val (moved, id);
      }
  if (n_more != NULL)
    *n_more = moved->len - (guint)MIN (n_there, moved->len);
  target = exm_target_new_rows ((const ExmRowId *)(gpointer)moved->data, moved->len);
  return exm_command_new_hold_split (target, side);
}

ExmCommand *
exm_split_clear (void)
{
  g_autoptr(ExmQuery) query = exm_query_new ();
  g_autoptr(ExmTarget) all = exm_target_new_query (query, NULL, 0);

  return exm_command_new_set_split (all, EXM_SPLIT_NONE);
}
