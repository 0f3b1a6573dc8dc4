/* exm-row.c - one row that somebody holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-row-private.h"

/* A row points into the page that it was last read with. It holds that page, so
 * its texts stay valid when the cache lets the page go. */

struct _ExmRow
{
  GObject parent_instance;

  ExmRowModel *model; /* not owned; NULL once it is gone */
  ExmRowId     id;
  guint        position; /* where it was last asked for */

  ExmPage          *page;
  const ExmPageRow *content; /* in page; NULL = not loaded */

  ExmLabelId shown_label;
  guint      n_shown;   /* commits to wait for */
  guint64    committed; /* stamp of the last one */
  guint      shows_label : 1;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (ExmRow, exm_row, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
exm_row_dispose (GObject *object)
{
  ExmRow *self = EXM_ROW (object);

  if (self->model != NULL)
    _exm_row_model_forget (self->model, self);
  self->model = NULL;

  G_OBJECT_CLASS (exm_row_parent_class)->dispose (object);
}

static void
exm_row_finalize (GObject *object)
{
  ExmRow *self = EXM_ROW (object);

  g_clear_pointer (&self->page, _exm_page_unref);

  G_OBJECT_CLASS (exm_row_parent_class)->finalize (object);
}

static void
exm_row_class_init (ExmRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = exm_row_dispose;
  object_class->finalize = exm_row_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          EXM_TYPE_ROW,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL, NULL,
                                          NULL,
                                          G_TYPE_NONE, 0);
}

static void
exm_row_init (ExmRow *self)
{
}

/* --- for the model -------------------------------------------------------------- */

ExmRow *
_exm_row_new (ExmRowModel *model,
              ExmRowId     id,
              guint        position)
{
  ExmRow *self = g_object_new (EXM_TYPE_ROW, NULL);

  self->model = model;
  self->id = id;
  self->position = position;
  return self;
}

void
_exm_row_forget_model (ExmRow *self)
{
  self->model = NULL;
}

void
_exm_row_set_position (ExmRow *self,
                       guint   position)
{
  self->position = position;
}

/* Who hears of it may let go of the row. */
void
_exm_row_emit_changed (ExmRow *self)
{
  g_object_ref (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_object_unref (self);
}

static gboolean
same_content (const ExmPageRow *one,
              const ExmPageRow *other)
{
  return one->number == other->number && one->label == other->label && one->state == other->state &&
         one->split == other->split && one->problems == other->problems && one->copies == other->copies &&
         one->length == other->length && one->time == other->time && g_strcmp0 (one->input, other->input) == 0 &&
         g_strcmp0 (one->output, other->output) == 0 && g_strcmp0 (one->note, other->note) == 0 &&
         g_strcmp0 (one->source, other->source) == 0 && g_strcmp0 (one->author, other->author) == 0;
}

void
_exm_row_set_page (ExmRow           *self,
                   ExmPage          *page,
                   const ExmPageRow *content,
                   guint64           all_changed)
{
  gboolean changed;

  /* One edit reads its page again: a hundred rows, of which one is another. */
  changed = self->page == NULL || self->page->stamp < all_changed || !same_content (self->content, content);
  _exm_page_ref (page);
  g_clear_pointer (&self->page, _exm_page_unref);
  self->page = page;
  self->content = content;
  if (self->shows_label && self->n_shown == 0 && page->stamp >= self->committed)
    {
      self->shows_label = FALSE;
      changed = TRUE;
    }
  if (changed)
    _exm_row_emit_changed (self);
}

void
_exm_row_show_label (ExmRow    *self,
                     ExmLabelId label)
{
  self->shown_label = label;
  self->shows_label = TRUE;
  self->n_shown++;
  _exm_row_emit_changed (self);
}

void
_exm_row_committed (ExmRow *self,
                    guint64 stamp)
{
  if (self->n_shown > 0)
    self->n_shown--;
  self->committed = stamp;
}

gboolean
_exm_row_drop_shown (ExmRow *self)
{
  if (!self->shows_label || self->n_shown == 0)
    return FALSE;
  self->shows_label = FALSE;
  self->n_shown = 0;
  _exm_row_emit_changed (self);
  return TRUE;
}

/* --- public --------------------------------------------------------------------- */

ExmRowId
exm_row_get_id (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), 0);

  return self->id;
}

gboolean
exm_row_is_loaded (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), FALSE);

  return self->content != NULL;
}

guint
exm_row_get_position (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), 0);

  if (self->model != NULL)
    self->position = _exm_row_model_place (self->model, self->id, self->position);
  return self->position;
}

guint
exm_row_get_number (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), 0);

  if (self->model != NULL && _exm_row_model_is_plain (self->model))
    return exm_row_get_position (self) + 1;
  return self->content != NULL ? self->content->number : 0;
}

const char *
exm_row_get_input (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), NULL);

  return self->content != NULL ? self->content->input : NULL;
}

const char *
exm_row_get_output (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), NULL);

  return self->content != NULL && !self->shows_label ? self->content->output : NULL;
}

ExmLabelId
exm_row_get_label (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), 0);

  if (self->shows_label)
    return self->shown_label;
  return self->content != NULL ? self->content->label : 0;
}

ExmState
exm_row_get_state (ExmRow *self)
{
  ExmState state;

  g_return_val_if_fail (EXM_IS_ROW (self), EXM_STATE_TODO);

  state = self->content != NULL ? (ExmState)self->content->state : EXM_STATE_TODO;
  /* A label takes a skip off, but no flag, and none takes off nothing. */
  if (!self->shows_label || state == EXM_STATE_FLAGGED || (state == EXM_STATE_SKIPPED && self->shown_label == 0))
    return state;
  return self->shown_label != 0 ? EXM_STATE_DONE : EXM_STATE_TODO;
}

ExmSplit
exm_row_get_split (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), EXM_SPLIT_NONE);

  return self->content != NULL ? (ExmSplit)(self->content->split & EXM_SPLIT_SIDE) : EXM_SPLIT_NONE;
}

const char *
exm_row_get_note (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), NULL);

  return self->content != NULL ? self->content->note : NULL;
}

const char *
exm_row_get_source (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), NULL);

  return self->content != NULL ? self->content->source : NULL;
}

const char *
exm_row_get_author (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), NULL);

  return self->content != NULL ? self->content->author : NULL;
}

gint64
exm_row_get_time (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), 0);

  return self->content != NULL ? self->content->time : 0;
}

guint
exm_row_get_length (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), 0);

  return self->content != NULL ? self->content->length : 0;
}

guint
exm_row_get_copies (ExmRow *self)
{
  g_return_val_if_fail (EXM_IS_ROW (self), 0);

  return self->content != NULL ? self->content->copies : 0;
}

guint
exm_row_get_problems (ExmRow *self)
{
  const guint unlabelled = 1u << EXM_PROBLEM_UNLABELLED;
  guint       problems;

  g_return_val_if_fail (EXM_IS_ROW (self), 0);

  problems = self->content != NULL ? self->content->problems : 0;
  if (self->shows_label)
    problems = exm_row_get_state (self) == EXM_STATE_TODO ? problems | unlabelled
                                                          : problems & ~unlabelled;
  return problems;
}
