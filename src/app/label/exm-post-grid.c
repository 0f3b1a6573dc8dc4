/* exm-post-grid.c - dozens of posts at once, to be labelled by eye
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-post-grid.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-grid-card.h"
#include "exm-row-selection.h"

/* GTK keeps 30 lines of cards, each with as many as this (gtkgridview.c): 240 rows
 * are alive, whatever their number. */
#define MOST_COLUMNS 8

struct _ExmPostGrid
{
  GtkWidget parent_instance;

  ExmDataset      *dataset;
  ExmQuery        *query; /* NULL = all */
  ExmRowModel     *model;
  ExmRowSelection *selection;
  GHashTable      *cards; /* bound ones */
  GHashTable      *made;  /* all of them, those in reserve too */
  guint            size;
  gboolean         is_active;

  GtkWidget *scroller;
  GtkWidget *view;
};

enum
{
  SELECTED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmPostGrid, exm_post_grid, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

/* --- cards ---------------------------------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          ExmPostGrid              *self)
{
  GtkWidget *card = exm_grid_card_new ();

  exm_grid_card_set_size (EXM_GRID_CARD (card), self->size);
  g_hash_table_add (self->made, card);
  gtk_list_item_set_child (item, card);
}

static void
teardown_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             ExmPostGrid              *self)
{
  g_hash_table_remove (self->made, gtk_list_item_get_child (item));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         ExmPostGrid              *self)
{
  GtkWidget *card = gtk_list_item_get_child (item);

  if (self->selection == NULL || exm_row_selection_is_ghost (self->selection, gtk_list_item_get_position (item)))
    return;
  exm_grid_card_bind (EXM_GRID_CARD (card), self->dataset, gtk_list_item_get_item (item));
  g_hash_table_add (self->cards, card);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           ExmPostGrid              *self)
{
  GtkWidget *card = gtk_list_item_get_child (item);

  g_hash_table_remove (self->cards, card);
  exm_grid_card_unbind (EXM_GRID_CARD (card));
}

/* --- the model ---------------------------------------------------------------------------- */

static void
say_selected (ExmPostGrid *self)
{
  g_signal_emit (self, signals[SELECTED], 0);
}

static void
selected_cb (ExmPostGrid *self)
{
  say_selected (self);
  exm_feedback_tell_selected (self->view, exm_row_selection_get_n_selected (self->selection));
}

/* The view gets its model when there are rows (see ExmTable). */
static void
items_cb (ExmPostGrid *self)
{
  if (gtk_grid_view_get_model (GTK_GRID_VIEW (self->view)) == NULL && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    {
      gtk_grid_view_set_model (GTK_GRID_VIEW (self->view), GTK_SELECTION_MODEL (self->selection));
      /* Shift and an arrow begin from there. */
      gtk_widget_activate_action (self->view, "list.select-item", "(ubb)", 0u, FALSE, FALSE);
      if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        gtk_widget_child_focus (self->view, GTK_DIR_TAB_FORWARD);
    }
  say_selected (self);
}

static void
changed_cb (ExmPostGrid     *self,
            const ExmChange *change)
{
  GHashTableIter iter;
  gpointer       card;

  if (!change->labels)
    return;
  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, &card, NULL))
    exm_grid_card_refresh (card);
}

static void
drop_model (ExmPostGrid *self)
{
  if (self->model == NULL)
    return;
  gtk_grid_view_set_model (GTK_GRID_VIEW (self->view), NULL);
  g_signal_handlers_disconnect_by_data (self->selection, self);
  g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
}

static void
run_query (ExmPostGrid *self)
{
  g_autoptr(ExmQuery) all = exm_query_new ();

  if (self->model != NULL)
    exm_row_model_set_query (self->model, self->query != NULL ? self->query : all);
}

static void
make_model (ExmPostGrid *self)
{
  if (self->model != NULL || self->dataset == NULL)
    return;
  self->model = exm_row_model_new (self->dataset);
  self->selection = exm_row_selection_new (self->model);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  run_query (self);
}

void
exm_post_grid_set_active (ExmPostGrid *self,
                          gboolean     active)
{
  g_return_if_fail (EXM_IS_POST_GRID (self));

  self->is_active = active;
  if (active)
    make_model (self);
  else
    drop_model (self);
}

void
exm_post_grid_set_query (ExmPostGrid    *self,
                         const ExmQuery *query)
{
  g_autoptr(ExmQuery) copy = query != NULL ? exm_query_copy (query) : NULL;

  g_return_if_fail (EXM_IS_POST_GRID (self));

  g_clear_pointer (&self->query, exm_query_free);
  self->query = g_steal_pointer (&copy);
  run_query (self);
}

void
exm_post_grid_set_dataset (ExmPostGrid *self,
                           ExmDataset  *dataset)
{
  g_return_if_fail (EXM_IS_POST_GRID (self));

  drop_model (self);
  g_clear_pointer (&self->query, exm_query_free);
  g_set_object (&self->dataset, dataset);
  if (self->is_active)
    make_model (self);
}

/* --- labelling ------------------------------------------------------------------------------- */

/* NULL, and said so, when nothing is selected. */
static ExmTarget *
dup_target (ExmPostGrid *self)
{
  ExmTarget *target = self->selection != NULL ? exm_row_selection_dup_target (self->selection) : NULL;

  if (target == NULL)
    exm_feedback_toast (GTK_WIDGET (self), _ ("Select posts first"));
  return target;
}

void
exm_post_grid_give_label (ExmPostGrid *self,
                          ExmLabelId   label)
{
  g_autoptr(ExmTarget) target = NULL;
  ExmLabel *given;
  guint     single;

  g_return_if_fail (EXM_IS_POST_GRID (self));

  target = dup_target (self);
  if (target == NULL)
    return;
  exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_set_label (target, label),
                    exm_feedback_flags (exm_row_selection_get_n_selected (self->selection)));
  single = exm_row_selection_get_single (self->selection);
  if (single == GTK_INVALID_LIST_POSITION || exm_dataset_is_read_only (self->dataset))
    return;
  exm_row_model_show_label (self->model, exm_row_model_get_id (self->model, single), label);
  given = exm_dataset_get_label (self->dataset, label);
  if (given != NULL)
    exm_compat_announce (self->view, exm_label_get_name (given));
}

void
exm_post_grid_toggle_mark (ExmPostGrid *self,
                           ExmMark      mark)
{
  ExmState state = mark == EXM_MARK_SKIPPED ? EXM_STATE_SKIPPED : EXM_STATE_FLAGGED;
  g_autoptr(ExmTarget) target = NULL;
  g_autoptr(ExmRow) first = NULL;
  gboolean has_mark;

  g_return_if_fail (EXM_IS_POST_GRID (self));

  target = dup_target (self);
  if (target == NULL)
    return;
  first = g_list_model_get_item (G_LIST_MODEL (self->model), exm_row_selection_get_first (self->selection));
  has_mark = first != NULL && exm_row_get_state (first) == state;
  exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_set_mark (target, has_mark ? EXM_MARK_NONE : mark),
                    exm_feedback_flags (exm_row_selection_get_n_selected (self->selection)));
  if (exm_row_selection_get_n_selected (self->selection) == 1)
    exm_compat_announce (self->view, has_mark ? _ ("Mark taken off") : exm_state_to_string (state));
}

void
exm_post_grid_set_size (ExmPostGrid *self,
                        guint        size)
{
  GHashTableIter iter;
  gpointer       card;

  g_return_if_fail (EXM_IS_POST_GRID (self));

  self->size = size;
  g_hash_table_iter_init (&iter, self->made);
  while (g_hash_table_iter_next (&iter, &card, NULL))
    exm_grid_card_set_size (card, size);
}

guint
exm_post_grid_get_n_selected (ExmPostGrid *self)
{
  g_return_val_if_fail (EXM_IS_POST_GRID (self), 0);

  return self->selection != NULL ? exm_row_selection_get_n_selected (self->selection) : 0;
}

guint
exm_post_grid_get_n_posts (ExmPostGrid *self)
{
  g_return_val_if_fail (EXM_IS_POST_GRID (self), 0);

  return self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
}

ExmRowModel *
exm_post_grid_get_model (ExmPostGrid *self)
{
  g_return_val_if_fail (EXM_IS_POST_GRID (self), NULL);

  return self->model;
}

/* --- widget ------------------------------------------------------------------------------------- */

/* Tab leaves the grid at once, as it does the table. */
static gboolean
exm_post_grid_focus (GtkWidget       *widget,
                     GtkDirectionType direction)
{
  ExmPostGrid *self = EXM_POST_GRID (widget);
  gboolean     is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (is_tab && gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  return gtk_widget_child_focus (self->view, direction);
}

static void
exm_post_grid_dispose (GObject *object)
{
  ExmPostGrid *self = EXM_POST_GRID (object);

  if (self->view != NULL)
    exm_post_grid_set_dataset (self, NULL);
  self->view = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_post_grid_parent_class)->dispose (object);
}

static void
exm_post_grid_finalize (GObject *object)
{
  g_hash_table_unref (EXM_POST_GRID (object)->cards);
  g_hash_table_unref (EXM_POST_GRID (object)->made);

  G_OBJECT_CLASS (exm_post_grid_parent_class)->finalize (object);
}

static void
exm_post_grid_class_init (ExmPostGridClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_post_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_post_grid_finalize;
  GTK_WIDGET_CLASS (klass)->focus = exm_post_grid_focus;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "exmpostgrid");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
}

static void
exm_post_grid_init (ExmPostGrid *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->cards = g_hash_table_new (NULL, NULL);
  self->made = g_hash_table_new (NULL, NULL);
  self->size = 1;
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "teardown", G_CALLBACK (teardown_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->view = gtk_grid_view_new (NULL, factory);
  gtk_grid_view_set_max_columns (GTK_GRID_VIEW (self->view), MOST_COLUMNS);
  gtk_grid_view_set_enable_rubberband (GTK_GRID_VIEW (self->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Posts"), -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

GtkWidget *
exm_post_grid_new (void)
{
  return g_object_new (EXM_TYPE_POST_GRID, NULL);
}
