/* exm-command.c - what can be done to a dataset: requests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-command.h"

#include "exm-command-private.h"

static ExmCommand *
command_new (ExmCommandKind   kind,
             const ExmTarget *target)
{
  ExmCommand *self = g_new0 (ExmCommand, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->target = target != NULL ? exm_target_copy (target) : NULL;
  return self;
}

ExmCommand *
exm_command_ref (ExmCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
exm_command_unref (ExmCommand *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->target, exm_target_free);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->labels, g_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (self->map_destroy != NULL)
    self->map_destroy (self->map_data);
  g_free (self->text);
  g_free (self);
}

static gpointer
copy_example (gconstpointer example,
              gpointer      user_data)
{
  return exm_example_copy (example);
}

ExmCommand *
exm_command_new_add (GPtrArray *examples,
                     ExmRowId   before)
{
  ExmCommand *self;

  g_return_val_if_fail (examples != NULL, NULL);

  self = command_new (EXM_COMMAND_ADD, NULL);
  self->items = g_ptr_array_copy (examples, copy_example, NULL);
  g_ptr_array_set_free_func (self->items, (GDestroyNotify)exm_example_free);
  self->before = before;
  return self;
}

ExmCommand *
exm_command_new_duplicate (const ExmTarget *target)
{
  g_return_val_if_fail (target != NULL, NULL);

  return command_new (EXM_COMMAND_DUPLICATE, target);
}

ExmCommand *
exm_command_new_delete (const ExmTarget *target)
{
  g_return_val_if_fail (target != NULL, NULL);

  return command_new (EXM_COMMAND_DELETE, target);
}

ExmCommand *
exm_command_new_move (const ExmRowId *ids,
                      gsize           n_ids,
                      ExmRowId        before)
{
  ExmCommand *self = command_new (EXM_COMMAND_MOVE, NULL);

  self->target = exm_target_new_rows (ids, n_ids);
  self->before = before;
  return self;
}

ExmCommand *
exm_command_new_set_input (ExmRowId    id,
                           const char *text)
{
  ExmCommand *self = command_new (EXM_COMMAND_SET_INPUT, NULL);

  self->id = id;
  self->text = g_utf8_make_valid (text != NULL ? text : "", -1);
  return self;
}

ExmCommand *
exm_command_new_map_inputs (const ExmTarget *target,
                            const char      *name,
                            ExmInputMap      map,
                            gpointer         user_data,
                            GDestroyNotify   destroy)
{
  ExmCommand *self;

  g_return_val_if_fail (target != NULL && name != NULL && map != NULL, NULL);

  self = command_new (EXM_COMMAND_MAP_INPUTS, target);
  self->text = g_strdup (name);
  self->map = map;
  self->map_data = user_data;
  self->map_destroy = destroy;
  return self;
}

ExmCommand *
exm_command_new_set_label (const ExmTarget *target,
                           ExmLabelId       label)
{
  ExmCommand *self;

  g_return_val_if_fail (target != NULL, NULL);

  self = command_new (EXM_COMMAND_SET_LABEL, target);
  self->value = label;
  return self;
}

static ExmCommand *
command_new_text (ExmCommandKind   kind,
                  const ExmTarget *target,
                  const char      *text)
{
  ExmCommand *self = command_new (kind, target);

  self->text = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
  return self;
}

ExmCommand *
exm_command_new_set_label_named (const ExmTarget *target,
                                 const char      *name)
{
  g_return_val_if_fail (target != NULL && name != NULL, NULL);

  return command_new_text (EXM_COMMAND_SET_LABEL_NAMED, target, name);
}

ExmCommand *
exm_command_new_set_output (const ExmTarget *target,
                            const char      *text)
{
  g_return_val_if_fail (target != NULL, NULL);

  return command_new_text (EXM_COMMAND_SET_OUTPUT, target, text);
}

ExmCommand *
exm_command_new_set_note (const ExmTarget *target,
                          const char      *note)
{
  g_return_val_if_fail (target != NULL, NULL);

  return command_new_text (EXM_COMMAND_SET_NOTE, target, note);
}

ExmCommand *
exm_command_new_set_mark (const ExmTarget *target,
                          ExmMark          mark)
{
  ExmCommand *self;

  g_return_val_if_fail (target != NULL, NULL);

  self = command_new (EXM_COMMAND_SET_MARK, target);
  self->value = mark;
  return self;
}

ExmCommand *
exm_command_new_set_split (const ExmTarget *target,
                           ExmSplit         split)
{
  ExmCommand *self;

  g_return_val_if_fail (target != NULL, NULL);

  self = command_new (EXM_COMMAND_SET_SPLIT, target);
  self->value = split;
  return self;
}

ExmCommand *
exm_command_new_hold_split (const ExmTarget *target,
                            ExmSplit         split)
{
  ExmCommand *self = exm_command_new_set_split (target, split);

  if (split != EXM_SPLIT_NONE)
    self->value |= EXM_SPLIT_HELD;
  return self;
}

ExmCommand *
exm_command_new_set_system (const ExmTarget *target,
                            gboolean         has_system,
                            const char      *text)
{
  ExmCommand *self;

  g_return_val_if_fail (target != NULL, NULL);

  self = command_new_text (EXM_COMMAND_SET_SYSTEM, target, text);
  self->value = has_system != FALSE;
  return self;
}

ExmCommand *
exm_command_new_set_task (ExmTaskField field,
                          const char  *value)
{
  ExmCommand *self = command_new_text (EXM_COMMAND_SET_TASK, NULL, value != NULL ? value : "");

  self->value = field;
  return self;
}

ExmCommand *
exm_command_new_label_add (const char *name,
                           gunichar    key)
{
  ExmCommand *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = command_new_text (EXM_COMMAND_LABEL_ADD, NULL, name);
  self->value = key;
  return self;
}

ExmCommand *
exm_command_new_label_edit (ExmLabelId    label,
                            ExmLabelField field,
                            const char   *value)
{
  ExmCommand *self = command_new_text (EXM_COMMAND_LABEL_EDIT, NULL, value != NULL ? value : "");

  self->id = label;
  self->value = field;
  return self;
}

ExmCommand *
exm_command_new_label_merge (const ExmLabelId *from,
                             gsize             n_from,
                             ExmLabelId        into)
{
  ExmCommand *self = command_new (EXM_COMMAND_LABEL_MERGE, NULL);

  self->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  g_array_append_vals (self->labels, from, (guint)n_from);
  self->id = into;
  return self;
}

ExmCommand *
exm_command_new_label_merge_named (const ExmLabelId *from,
                                   gsize             n_from,
                                   const char       *name)
{
  ExmCommand *self = exm_command_new_label_merge (from, n_from, 0);

  g_return_val_if_fail (name != NULL, self);

  self->text = g_utf8_make_valid (name, -1);
  return self;
}

ExmCommand *
exm_command_new_label_delete (ExmLabelId label)
{
  ExmCommand *self = command_new (EXM_COMMAND_LABEL_DELETE, NULL);

  self->id = label;
  return self;
}

ExmCommand *
exm_command_new_label_order (const ExmLabelId *labels,
                             gsize             n_labels)
{
  ExmCommand *self = command_new (EXM_COMMAND_LABEL_ORDER, NULL);

  self->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  g_array_append_vals (self->labels, labels, (guint)n_labels);
  return self;
}

ExmCommand *
exm_command_new_label_shift (const ExmLabelId *moved,
                             gsize             n_moved,
                             const ExmLabelId *shown,
                             gsize             n_shown,
                             gboolean          up)
{
  ExmCommand *self = exm_command_new_label_order (moved, n_moved);

  self->kind = EXM_COMMAND_LABEL_SHIFT;
  g_array_append_vals (self->labels, shown, (guint)n_shown);
  self->before = (guint32)n_moved;
  self->value = up != FALSE;
  return self;
}

ExmCommand *
exm_command_new_decide_again (const ExmTarget *target,
                              const char      *hint)
{
  g_return_val_if_fail (target != NULL, NULL);

  return command_new_text (EXM_COMMAND_DECIDE_AGAIN, target, hint);
}

ExmCommand *
exm_command_new_delete_duplicates (void)
{
  return command_new (EXM_COMMAND_DELETE_DUPLICATES, NULL);
}

ExmCommand *
exm_command_new_quarantine_edit (guint   line_id,
                                 GBytes *bytes)
{
  ExmCommand *self;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = command_new (EXM_COMMAND_QUARANTINE_EDIT, NULL);
  self->id = line_id;
  self->bytes = g_bytes_ref (bytes);
  return self;
}

ExmCommand *
exm_command_new_quarantine_drop (guint line_id)
{
  ExmCommand *self = command_new (EXM_COMMAND_QUARANTINE_DROP, NULL);

  self->id = line_id;
  return self;
}

ExmCommand *
exm_command_new_quarantine_take (guint             line_id,
                                 const ExmExample *example,
                                 const char       *label_name)
{
  ExmCommand *self;

  g_return_val_if_fail (example != NULL, NULL);

  self = command_new_text (EXM_COMMAND_QUARANTINE_TAKE, NULL, label_name);
  self->id = line_id;
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  g_ptr_array_add (self->items, exm_example_copy (example));
  return self;
}

ExmCommand *
exm_command_new_group (const char *name,
                       GPtrArray  *commands)
{
  ExmCommand *self;

  g_return_val_if_fail (name != NULL && commands != NULL, NULL);

  self = command_new_text (EXM_COMMAND_GROUP, NULL, name);
  self->items = commands;
  g_ptr_array_set_free_func (self->items, (GDestroyNotify)exm_command_unref);
  return self;
}

void
exm_receipt_free (ExmReceipt *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}
