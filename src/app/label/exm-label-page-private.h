/* exm-label-page-private.h - what the files of the Label page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-decision-strip.h"
#include "exm-guide-pane.h"
#include "exm-label-buttons.h"
#include "exm-label-page.h"
#include "exm-pace.h"
#include "exm-post-card.h"
#include "exm-post-grid.h"
#include "exm-progress-ring.h"
#include "exm-queue.h"

G_BEGIN_DECLS

/* Lower than this (pixels), the labels have two lines, and the post the rest. */
#define EXM_LABEL_PAGE_LOW 560

/* Narrower than this, the guide stands below the post. */
#define EXM_LABEL_PAGE_NARROW 640

/* So high (pixels) is what outputs are written in. */
#define EXM_LABEL_PAGE_OUTPUT_HEIGHT 84

/* Which posts come up: rows of the chooser. */
typedef enum
{
  EXM_SCOPE_TODO,
  EXM_SCOPE_FILTER, /* as the table is filtered */
  EXM_SCOPE_GIVEN,  /* what somebody asked for, with a title */
} ExmScope;

/* A key that waits for its post. */
typedef enum
{
  EXM_ACT_LABEL,
  EXM_ACT_SKIP,
  EXM_ACT_FLAG,
  EXM_ACT_BACK,
  EXM_ACT_FORWARD,
  EXM_ACT_UNDO,
} ExmAct;

typedef struct
{
  ExmAct     act;
  ExmLabelId label;
} ExmHeldAct;

struct _ExmLabelPage
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmQueue     *queue;
  GCancellable *cancellable; /* of ranking */
  ExmPace      *pace;
  ExmQuery     *given; /* EXM_SCOPE_GIVEN */
  char         *given_title;
  GPtrArray    *saved;   /* of ExmSavedSearch: each is a queue as well */
  GCancellable *reading; /* of them */
  guint         chosen;  /* number of the one that was chosen */
  guint         choose_id;
  ExmScope      scope;
  GArray       *recent; /* of ExmRowId, newest first */
  GArray       *held;   /* of ExmHeldAct, oldest first */
  ExmRowId      note_id;
  ExmRowId      output_id; /* whose output stands in the view */
  ExmRowId      undo_id;   /* what the undo under way has touched */
  guint         undo_n_rows;
  gint64        paced_at;
  const char   *status_icon;
  guint         update_id;
  guint         waits_for_news : 1; /* with update_id */
  guint         has_begun : 1;      /* the queue, in the order that was chosen */
  guint         advance_id;
  guint         hint_id;
  guint         shape_id;
  int           last_width;
  int           last_height;
  guint         is_undoing : 1;
  guint         is_filling : 1;
  guint         is_ranking : 1;
  guint         writes : 1; /* outputs as text, not labels */
  guint         writes_asked : 1;
  guint         is_grid : 1;

  GtkWidget *box;
  GtkWidget *grid_button;
  GtkWidget *scope_drop;
  GtkWidget *order_drop;
  GtkWidget *ring;
  GtkWidget *progress;
  GtkWidget *size_scale; /* of the grid's cards */
  GtkWidget *advance_switch;
  GtkWidget *delay_spin;
  GtkWidget *writes_switch;
  GtkWidget *strip;
  GtkWidget *middle; /* card and guide, beside or above each other */
  GtkWidget *toasts; /* over the posts: what is said must not lie over the labels */
  GtkWidget *stack;
  GtkWidget *card;
  GtkWidget *grid;
  GtkWidget *status;
  GtkWidget *status_buttons;
  GtkWidget *skipped_button; /* among them, when all is done */
  GtkWidget *flagged_button;
  GtkWidget *hint;
  GtkWidget *guide;
  GtkWidget *foot; /* all that belongs to the one post */
  GtkWidget *note_row;
  GtkWidget *note_entry;
  GtkWidget *output_box;
  GtkWidget *output_view;
  GtkWidget *first_label; /* where the first label is made */
  GtkWidget *first_entry;
  GtkWidget *buttons;
  GtkWidget *legend;
};

/* exm-label-page-build.c */
void _exm_label_page_build (ExmLabelPage *self);

/* exm-label-page-show.c */
void _exm_label_page_update_soon (ExmLabelPage *self);
void _exm_label_page_update_with_news (ExmLabelPage *self);
void _exm_label_page_take_news (ExmLabelPage *self);
void _exm_label_page_update (ExmLabelPage *self);
void _exm_label_page_hint (ExmLabelPage *self,
                           const char   *text);
void _exm_label_page_fill_output (ExmLabelPage *self);
void _exm_label_page_show_icon (ExmLabelPage *self);
void _exm_label_page_show_legend (ExmLabelPage *self);
void _exm_label_page_focus_card (ExmLabelPage *self);

/* exm-label-page-decide.c */
void _exm_label_page_act (ExmLabelPage *self,
                          ExmAct        act,
                          ExmLabelId    label);
void _exm_label_page_pump (ExmLabelPage *self);
void _exm_label_page_save_output (ExmLabelPage *self,
                                  gboolean      advance);
void _exm_label_page_drop_held (ExmLabelPage *self);
void _exm_label_page_changed (ExmLabelPage    *self,
                              const ExmChange *change);

/* exm-label-page-keys.c */
gboolean _exm_label_page_key_cb (GtkEventControllerKey *controller,
                                 guint                  keyval,
                                 guint                  keycode,
                                 GdkModifierType        state,
                                 ExmLabelPage          *self);
void     _exm_label_page_open_note (ExmLabelPage *self);
void     _exm_label_page_install_actions (GtkWidgetClass *widget_class);

/* exm-label-page-order.c */
void _exm_label_page_start (ExmLabelPage *self);
void _exm_label_page_fill_scopes (ExmLabelPage *self);
void _exm_label_page_read_saved (ExmLabelPage *self);
void _exm_label_page_forget_saved (ExmLabelPage *self);
void _exm_label_page_scope_cb (ExmLabelPage *self);
void _exm_label_page_order_cb (ExmLabelPage *self);

G_END_DECLS
