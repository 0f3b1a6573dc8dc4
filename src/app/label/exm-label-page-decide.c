/* exm-label-page-decide.c - a key becomes a decision about just one post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-page-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-settings.h"

/*   key ─► act ─► is the post there? ─ yes ─► decide ─► command ─► next post
 *                        │ no                              (db-write)
 *                        └─► held ─► pump, when it has come
 *
 * While the post is being read, or a step is being taken back, what is typed
 * waits, and is then done in the order in which it was typed. */

/* More than this is no typing. */
#define HELD_MOST 8192

/* --- held keys ----------------------------------------------------------------------- */

static gboolean
must_wait (ExmLabelPage *self)
{
  if (self->is_undoing)
    return TRUE;
  return exm_queue_get_current (self->queue) != 0 && exm_queue_get_example (self->queue) == NULL &&
         exm_queue_get_error (self->queue) == NULL;
}

void
_exm_label_page_drop_held (ExmLabelPage *self)
{
  g_array_set_size (self->held, 0);
}

/* --- decisions --------------------------------------------------------------------------- */

typedef struct
{
  ExmQueue *queue; /* owned */
  ExmRowId  id;
} Ran;

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Ran *ran = user_data;

  exm_queue_decided (ran->queue, ran->id, exm_feedback_run_finish (result) != NULL);
  g_object_unref (ran->queue);
  g_free (ran);
}

static void
note_recent (ExmLabelPage *self,
             ExmRowId      id)
{
  for (guint i = 0; i < self->recent->len; i++)
    if (g_array_index (self->recent, ExmRowId, i) == id)
      {
        g_array_remove_index (self->recent, i);
        break;
      }
  g_array_prepend_val (self->recent, id);
  if (self->recent->len > EXM_DECISION_STRIP_MOST)
    g_array_set_size (self->recent, EXM_DECISION_STRIP_MOST);
}

static gboolean
advance_cb (gpointer user_data)
{
  ExmLabelPage *self = user_data;

  self->advance_id = 0;
  if (self->queue != NULL)
    exm_queue_advance (self->queue);
  return G_SOURCE_REMOVE;
}

static void
advance (ExmLabelPage *self)
{
  GSettings *settings = exm_settings_get_default ();
  guint      delay = g_settings_get_uint (settings, "label-delay");

  g_clear_handle_id (&self->advance_id, g_source_remove);
  if (!g_settings_get_boolean (settings, "label-advance"))
    _exm_label_page_update_soon (self);
  else if (delay > 0)
    {
      self->advance_id = g_timeout_add (delay, advance_cb, self);
      _exm_label_page_update_soon (self);
    }
  else
    exm_queue_advance (self->queue);
}

static void
decide (ExmLabelPage *self,
        ExmDecision   decision,
        guint         value,
        const char   *text)
{
  Ran        *ran = g_new0 (Ran, 1);
  ExmCommand *command;

  /* What was said of the key before is settled. */
  if (self->hint_id != 0)
    _exm_label_page_hint (self, NULL);
  ran->id = exm_queue_get_current (self->queue);
  ran->queue = g_object_ref (self->queue);
  command = exm_queue_decide (self->queue, decision, value, text);
  exm_feedback_run_full (GTK_WIDGET (self), self->dataset, command, EXM_RUN_QUIET, NULL, ran_cb, ran);
  note_recent (self, ran->id);
}

static void
give_label (ExmLabelPage *self,
            ExmLabelId    id)
{
  ExmLabel *label = exm_dataset_get_label (self->dataset, id);

  if (label == NULL)
    return;
  exm_pace_add (self->pace, g_get_monotonic_time ());
  decide (self, EXM_DECISION_LABEL, id, NULL);
  exm_compat_announce (self->card, exm_label_get_name (label));
  advance (self);
}

static void
skip (ExmLabelPage *self)
{
  exm_pace_add (self->pace, g_get_monotonic_time ());
  decide (self, EXM_DECISION_MARK, EXM_MARK_SKIPPED, NULL);
  exm_compat_announce (self->card, exm_state_to_string (EXM_STATE_SKIPPED));
  advance (self);
  /* The next answer is written where this one was not. */
  if (self->writes && gtk_widget_is_focus (self->card))
    _exm_label_page_focus_card (self);
}

/* Stays: a flag is a word beside the label, not in its place. */
static void
flag (ExmLabelPage *self)
{
  const ExmExample *example = exm_queue_get_example (self->queue);
  gboolean          is_flagged = example->mark == EXM_MARK_FLAGGED;

  decide (self, EXM_DECISION_MARK, is_flagged ? EXM_MARK_NONE : EXM_MARK_FLAGGED, NULL);
  exm_compat_announce (self->card, is_flagged ? _ ("Flag taken off") : exm_state_to_string (EXM_STATE_FLAGGED));
  _exm_label_page_update_soon (self);
}

/* --- the output as text --------------------------------------------------------------------- */

void
_exm_label_page_save_output (ExmLabelPage *self,
                             gboolean      go_on)
{
  GtkTextBuffer   *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->output_view));
  GtkTextIter      start, end;
  g_autofree char *text = NULL;
  ExmRowId         id = self->output_id;

  if (!self->writes || id == 0 || self->queue == NULL)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  g_strstrip (text);
  if (go_on && *text == '\0')
    {
      _exm_label_page_hint (self, _ ("Write an output first, or press Escape and Space to skip the post"));
      return;
    }
  if (gtk_text_buffer_get_modified (buffer))
    {
      gtk_text_buffer_set_modified (buffer, FALSE);
      if (id == exm_queue_get_current (self->queue) && exm_queue_get_example (self->queue) != NULL)
        decide (self, EXM_DECISION_OUTPUT, 0, text);
      else
        {
          g_autoptr(ExmTarget) target = exm_target_new_row (id);

          exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_set_output (target, text), EXM_RUN_QUIET);
        }
    }
  if (!go_on)
    return;
  exm_pace_add (self->pace, g_get_monotonic_time ());
  exm_compat_announce (self->card, _ ("Saved"));
  advance (self);
}

/* --- undo --------------------------------------------------------------------------------------- */

static void
forget_recent (ExmLabelPage *self,
               ExmRowId      id)
{
  for (guint i = 0; i < self->recent->len; i++)
    if (g_array_index (self->recent, ExmRowId, i) == id)
      {
        g_array_remove_index (self->recent, i);
        return;
      }
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExmLabelPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_undo_finish (EXM_DATASET (source), result, &error);

  self->is_undoing = FALSE;
  if (self->queue == NULL || exm_queue_get_dataset (self->queue) != EXM_DATASET (source))
    return;
  if (receipt == NULL)
    {
      if (g_error_matches (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND))
        _exm_label_page_hint (self, error->message);
      else
        exm_feedback_error (GTK_WIDGET (self), _ ("The step could not be undone"), error);
    }
  else
    {
      /* Translators: after Undo; what was taken back */
      g_autofree char *text = g_strdup_printf (_ ("Undone: %s"), receipt->name);

      /* No toast: it would lie over the labels, and the post that it is about is in sight. */
      _exm_label_page_hint (self, text);
      if (self->undo_n_rows == 1 && self->undo_id != 0)
        {
          /* What is to do again by its state, the queue sees for itself. */
          if (exm_queue_get_query (self->queue) != NULL)
            exm_queue_give_back (self->queue, self->undo_id);
          exm_queue_go_to (self->queue, self->undo_id);
          forget_recent (self, self->undo_id);
        }
    }
  _exm_label_page_update_soon (self);
  _exm_label_page_pump (self);
}

/* What the step that is being taken back has touched is where to go. */
void
_exm_label_page_changed (ExmLabelPage    *self,
                         const ExmChange *change)
{
  if (self->is_undoing && change->n_rows > 0)
    {
      self->undo_n_rows = change->all_rows || change->structure ? 0 : (guint)change->n_rows;
      self->undo_id = change->rows[change->n_rows - 1];
    }
  _exm_label_page_take_news (self);
}

static void
undo (ExmLabelPage *self)
{
  self->is_undoing = TRUE;
  self->undo_id = 0;
  self->undo_n_rows = 0;
  exm_dataset_undo_async (self->dataset, undone_cb, g_object_ref (self));
}

/* --- acts ------------------------------------------------------------------------------------------ */

static void
move (ExmLabelPage *self,
      gboolean      is_back)
{
  gboolean moved;

  g_clear_handle_id (&self->advance_id, g_source_remove);
  moved = is_back ? exm_queue_back (self->queue) : exm_queue_forward (self->queue);
  if (!moved)
    _exm_label_page_hint (self, is_back ? _ ("This is where you began") : _ ("This is the last post that is left"));
}

static void
do_act (ExmLabelPage     *self,
        const ExmHeldAct *held)
{
  switch (held->act)
    {
    case EXM_ACT_UNDO:
      undo (self);
      return;
    case EXM_ACT_BACK:
      move (self, TRUE);
      return;
    case EXM_ACT_FORWARD:
      move (self, FALSE);
      return;
    case EXM_ACT_LABEL:
    case EXM_ACT_SKIP:
    case EXM_ACT_FLAG:
    default:
      break;
    }
  if (exm_queue_get_example (self->queue) == NULL)
    {
      _exm_label_page_hint (self, _ ("There is no post to decide on"));
      return;
    }
  if (held->act == EXM_ACT_LABEL)
    give_label (self, held->label);
  else if (held->act == EXM_ACT_SKIP)
    skip (self);
  else
    flag (self);
}

void
_exm_label_page_pump (ExmLabelPage *self)
{
  /* One at a time: what is done may bring the next post, and that comes here. */
  while (self->held->len > 0 && self->queue != NULL && !must_wait (self))
    {
      ExmHeldAct held = g_array_index (self->held, ExmHeldAct, 0);

      g_array_remove_index (self->held, 0);
      do_act (self, &held);
    }
}

void
_exm_label_page_act (ExmLabelPage *self,
                     ExmAct        act,
                     ExmLabelId    label)
{
  ExmHeldAct held = { act, label };

  if (self->queue == NULL || exm_queue_is_loading (self->queue))
    return;
  if (exm_dataset_is_read_only (self->dataset) && act != EXM_ACT_BACK && act != EXM_ACT_FORWARD)
    {
      _exm_label_page_hint (self, exm_dataset_get_read_only_reason (self->dataset));
      return;
    }
  if (self->held->len == 0 && !must_wait (self))
    do_act (self, &held);
  else if (self->held->len < HELD_MOST)
    g_array_append_val (self->held, held);
}

gboolean
exm_label_page_undo (ExmLabelPage *self)
{
  g_return_val_if_fail (EXM_IS_LABEL_PAGE (self), FALSE);

  if (self->queue == NULL || self->is_grid || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  _exm_label_page_act (self, EXM_ACT_UNDO, 0);
  return TRUE;
}
