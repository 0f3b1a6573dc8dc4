/* exm-queue-decide.c - what was decided, and what became of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-queue-private.h"

/* --- what is decided ------------------------------------------------------------------- */

static void
set_decided (ExmQueue *self,
             ExmRowId  id,
             guint64   stamp)
{
  guint64 *value = g_hash_table_lookup (self->decided, GUINT_TO_POINTER (id));

  if (value == NULL)
    {
      value = g_new (guint64, 1);
      g_hash_table_insert (self->decided, GUINT_TO_POINTER (id), value);
      if (self->n_left > 0 && _exm_queue_has (self, id))
        self->n_left--;
    }
  g_hash_table_add (self->since, GUINT_TO_POINTER (id));
  *value = stamp;
}

gboolean
exm_queue_is_decided (ExmQueue *self,
                      ExmRowId  id)
{
  g_return_val_if_fail (EXM_IS_QUEUE (self), FALSE);

  return g_hash_table_contains (self->decided, GUINT_TO_POINTER (id));
}

/* Whether @id is to be served. What somebody else has decided is noted on the way. */
gboolean
_exm_queue_is_open (ExmQueue *self,
                    ExmRowId  id)
{
  ExmQueueEntry *entry;

  if (exm_queue_is_decided (self, id))
    return FALSE;
  entry = _exm_queue_lookup (self, id);
  if (self->query != NULL || entry == NULL || entry->example == NULL || entry->stale ||
      exm_example_get_state (entry->example) == EXM_STATE_TODO)
    return TRUE;
  set_decided (self, id, self->clock);
  return FALSE;
}

void
exm_queue_give_back (ExmQueue *self,
                     ExmRowId  id)
{
  g_return_if_fail (EXM_IS_QUEUE (self));

  if (!g_hash_table_remove (self->decided, GUINT_TO_POINTER (id)))
    return;
  if (_exm_queue_has (self, id))
    self->n_left++;
  g_array_append_val (self->returned, id);
  _exm_queue_say (self, EXM_QUEUE_COUNTED);
}

/* --- deciding -------------------------------------------------------------------------------- */

ExmCommand *
exm_queue_decide (ExmQueue   *self,
                  ExmDecision decision,
                  guint       value,
                  const char *text)
{
  ExmRowId       id = exm_queue_get_current (self);
  ExmQueueEntry *entry = id != 0 ? _exm_queue_lookup (self, id) : NULL;
  g_autoptr(ExmTarget) target = NULL;
  ExmCommand *command;
  ExmExample *example;

  g_return_val_if_fail (entry != NULL && entry->example != NULL, NULL);

  example = entry->example;
  target = exm_target_new_row (id);
  if (decision == EXM_DECISION_MARK)
    {
      command = exm_command_new_set_mark (target, (ExmMark)value);
      example->mark = (ExmMark)value;
    }
  else
    {
      if (decision == EXM_DECISION_LABEL)
        command = exm_command_new_set_label (target, (ExmLabelId)value);
      else
        command = exm_command_new_set_output (target, text);
      example->label = decision == EXM_DECISION_LABEL ? (ExmLabelId)value : 0;
      g_free (example->output);
      example->output = decision == EXM_DECISION_OUTPUT && text != NULL && *text != '\0' ? g_strdup (text) : NULL;
      if (example->mark == EXM_MARK_SKIPPED && (example->label != 0 || example->output != NULL))
        example->mark = EXM_MARK_NONE;
    }
  entry->n_pending++;
  if (exm_example_get_state (example) == EXM_STATE_TODO)
    exm_queue_give_back (self, id);
  else
    set_decided (self, id, EXM_QUEUE_PENDING);
  _exm_queue_say (self, EXM_QUEUE_COUNTED);
  return command;
}

void
exm_queue_decided (ExmQueue *self,
                   ExmRowId  id,
                   gboolean  ok)
{
  ExmQueueEntry *entry;

  g_return_if_fail (EXM_IS_QUEUE (self));

  self->clock++;
  entry = _exm_queue_lookup (self, id);
  if (entry != NULL && entry->n_pending > 0)
    entry->n_pending--;
  if (ok && exm_queue_is_decided (self, id) && (entry == NULL || entry->n_pending == 0))
    set_decided (self, id, self->clock);
  if (ok)
    return;
  exm_queue_give_back (self, id);
  _exm_queue_touch (self, id);
}

/* --- what comes in ------------------------------------------------------------------------------ */

/* An example was read, for the first time or again. */
void
_exm_queue_row_came (ExmQueue *self,
                     ExmRowId  id)
{
  ExmQueueEntry *entry = _exm_queue_lookup (self, id);

  if (self->query == NULL && entry->example != NULL && entry->n_pending == 0 && exm_queue_is_decided (self, id) &&
      exm_example_get_state (entry->example) == EXM_STATE_TODO)
    exm_queue_give_back (self, id);
  if (id == exm_queue_get_current (self))
    _exm_queue_say (self, EXM_QUEUE_CONTENT);
}

void
_exm_queue_row_gone (ExmQueue *self,
                     ExmRowId  id)
{
  gboolean is_current = id == exm_queue_get_current (self);
  guint    n_left;

  /* The list that is made anew has the right number. */
  n_left = self->n_left;
  set_decided (self, id, self->clock);
  self->n_left = n_left;
  g_hash_table_remove (self->entries, GUINT_TO_POINTER (id));
  for (guint i = self->visited->len; i > 0; i--)
    if (g_array_index (self->visited, ExmRowId, i - 1) == id)
      {
        g_array_remove_index (self->visited, i - 1);
        if (self->place >= i)
          self->place--;
      }
  if (is_current)
    {
      _exm_queue_say (self, EXM_QUEUE_GONE);
      self->place = MIN (self->place, self->visited->len);
      exm_queue_advance (self);
    }
  _exm_queue_say (self, EXM_QUEUE_COUNTED);
}

/* A list was asked for some time ago: what was decided since may be in it or not. */
static void
count_left (ExmQueue             *self,
            const ExmQueueAnswer *answer)
{
  GHashTableIter iter;
  gpointer       id;

  self->n_left = answer->n_left;
  g_hash_table_iter_init (&iter, self->since);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (self->n_left > 0 && _exm_queue_has (self, GPOINTER_TO_UINT (id)) &&
        g_hash_table_contains (self->decided, id) && !g_hash_table_contains (answer->counted, id))
      self->n_left--;
}

void
_exm_queue_take_list (ExmQueue       *self,
                      ExmQueueAnswer *answer)
{
  gboolean is_first = self->list == NULL;

  g_clear_pointer (&self->list, exm_row_ids_unref);
  self->list = exm_row_ids_ref (answer->list);
  g_free (self->members);
  self->members = g_steal_pointer (&answer->members);
  self->n_members = answer->n_members;
  self->cursor = 0;
  g_array_set_size (self->returned, 0);
  for (guint i = 0; i < answer->back->len; i++)
    {
      ExmRowId id = g_array_index (answer->back, ExmRowId, i);

      if (!g_hash_table_contains (self->since, GUINT_TO_POINTER (id)))
        g_hash_table_remove (self->decided, GUINT_TO_POINTER (id));
    }
  count_left (self, answer);
  if (is_first || exm_queue_get_current (self) == 0)
    exm_queue_advance (self);
  else
    _exm_queue_read_ahead (self);
  _exm_queue_say (self, EXM_QUEUE_COUNTED);
}
