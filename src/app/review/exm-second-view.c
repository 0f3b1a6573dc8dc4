/* exm-second-view.c - deciding again, by oneself or by others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-second-view.h"

#include <glib/gi18n-lib.h>

#include "exm-compare-pane.h"
#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-post-history.h"
#include "exm-recheck-pane.h"
#include "exm-review-copy.h"
#include "exm-second-private.h"
#include "exm-settings.h"

struct _ExmSecondView
{
  GtkWidget parent_instance;

  ExmDataset *dataset;

  /* What is being settled: one of the two. */
  ExmRecheck *round;
  ExmReview  *review;

  GtkStack  *stack; /* "overview", "recheck", "compare" */
  GtkWidget *recheck;
  GtkWidget *reviewer;
  GtkWidget *split;
  GtkWidget *pane;
  GtkWidget *compare;
  GtkWidget *name_entry; /* of the question; borrowed */
};

G_DEFINE_FINAL_TYPE (ExmSecondView, exm_second_view, GTK_TYPE_WIDGET)

/* --- going from one to the other ------------------------------------------------------- */

static void
reload (ExmSecondView *self)
{
  exm_second_recheck_reload (EXM_SECOND_RECHECK (self->recheck));
  exm_second_reviewer_reload (EXM_SECOND_REVIEWER (self->reviewer));
}

/* @from: the group that led away from it */
static void
show_overview (ExmSecondView *self,
               GtkWidget     *from)
{
  gtk_stack_set_visible_child_name (self->stack, "overview");
  reload (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && gtk_widget_get_focus_child (from) == NULL)
    gtk_widget_child_focus (from, GTK_DIR_TAB_FORWARD);
}

static void
left_pane_cb (ExmSecondView *self)
{
  exm_recheck_pane_stop (EXM_RECHECK_PANE (self->pane));
  show_overview (self, self->recheck);
}

static void
begin_cb (ExmSecondView *self,
          ExmRecheck    *round)
{
  exm_recheck_pane_begin (EXM_RECHECK_PANE (self->pane), self->dataset, round);
  gtk_stack_set_visible_child_name (self->stack, "recheck");
  gtk_widget_grab_focus (self->pane);
}

static void
forget_differences (ExmSecondView *self)
{
  exm_compare_pane_stop (EXM_COMPARE_PANE (self->compare));
  g_clear_pointer (&self->round, exm_recheck_free);
  g_clear_pointer (&self->review, exm_review_free);
}

static void
left_compare_cb (ExmSecondView *self)
{
  GtkWidget *from = self->round != NULL ? self->recheck : self->reviewer;

  forget_differences (self);
  show_overview (self, from);
}

static void
show_compare (ExmSecondView *self,
              const char    *one,
              const char    *other,
              GPtrArray     *differences)
{
  exm_compare_pane_begin (EXM_COMPARE_PANE (self->compare), self->dataset, one, other, differences);
  gtk_stack_set_visible_child_name (self->stack, "compare");
  gtk_widget_grab_focus (self->compare);
}

static const char *
label_name (ExmSecondView *self,
            ExmLabelId     id)
{
  ExmLabel *label = id != 0 && id != EXM_RECHECK_PASSED ? exm_dataset_get_label (self->dataset, id) : NULL;

  return label != NULL ? exm_label_get_name (label) : NULL;
}

static void
compare_round_cb (ExmSecondView *self,
                  ExmRecheck    *round)
{
  GPtrArray *differences = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_difference_free);

  forget_differences (self);
  self->round = exm_recheck_copy (round);
  for (guint i = 0; i < round->n; i++)
    {
      const char *before = label_name (self, round->labels[i]);
      const char *now = label_name (self, round->answers[i]);

      if (before != NULL && now != NULL && g_strcmp0 (before, now) != 0)
        g_ptr_array_add (differences, exm_difference_new (round->rows[i], before, now, i, round->settled[i]));
    }
  show_compare (self, _ ("Before"), _ ("Now"), differences);
}

/* --- reviews: lists of texts are long, so what is settled is read anew --------------------- */

static gpointer
read_review (ExmDataset   *dataset,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  g_autoptr(GPtrArray) reviews = exm_review_list_sync (dataset, error);

  for (guint i = 0; reviews != NULL && i < reviews->len; i++)
    if (((ExmReview *)reviews->pdata[i])->id == *(gint64 *)data)
      {
        g_ptr_array_set_free_func (reviews, NULL);
        for (guint k = 0; k < reviews->len; k++)
          if (k != i)
            exm_review_free (reviews->pdata[k]);
        return reviews->pdata[i];
      }
  return NULL;
}

static void
review_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ExmSecondView *self = EXM_SECOND_VIEW (source);
  g_autoptr(GError) error = NULL;
  ExmReview *review = _exm_second_finish (result, self->dataset, &error);
  GPtrArray *differences;

  if (review == NULL)
    {
      if (error != NULL)
        exm_feedback_error (GTK_WIDGET (self), _ ("The review could not be read"), error);
      return;
    }
  forget_differences (self);
  self->review = review;
  differences = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_difference_free);
  for (guint i = 0; i < review->items->len; i++)
    {
      const ExmReviewItem *item = review->items->pdata[i];
      ExmDifference       *difference;

      if (!exm_review_item_is_conflict (item))
        continue;
      difference = exm_difference_new (item->row, item->mine, item->theirs, i, item->settled != EXM_SETTLED_OPEN);
      difference->note = g_strdup (item->note);
      difference->hint = item->changed ? g_strdup (_ ("The post was edited since the copy was made.")) : NULL;
      g_ptr_array_add (differences, difference);
    }
  show_compare (self, _ ("Yours"), review->who, differences);
}

static void
compare_review_cb (ExmSecondView *self,
                   ExmReview     *review)
{
  gint64 *id = g_new (gint64, 1);

  *id = review->id;
  _exm_second_run (GTK_WIDGET (self), self->dataset, read_review, id, g_free, (GDestroyNotify)exm_review_free, NULL, review_cb);
}

/* --- settling --------------------------------------------------------------------------------- */

typedef struct
{
  gint64 id;
  guint  index;
  guint  settled;
} Settle;

/* A record is read and written back as a whole, and keys come faster than disks. */
static GMutex settle_lock;

static gpointer
settle_round (ExmDataset   *dataset,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  const Settle *settle = data;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&settle_lock);
  g_autoptr(GPtrArray) rounds = exm_recheck_list_sync (dataset, error);

  for (guint i = 0; rounds != NULL && i < rounds->len; i++)
    {
      ExmRecheck *round = rounds->pdata[i];

      if (round->id == settle->id && settle->index < round->n)
        {
          round->settled[settle->index] = 1;
          exm_recheck_save_sync (dataset, round, error);
        }
    }
  return NULL;
}

static gpointer
settle_review (ExmDataset   *dataset,
               gpointer      data,
               GCancellable *cancellable,
               GError      **error)
{
  const Settle *settle = data;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&settle_lock);
  g_autoptr(GPtrArray) reviews = exm_review_list_sync (dataset, error);

  for (guint i = 0; reviews != NULL && i < reviews->len; i++)
    {
      ExmReview *review = reviews->pdata[i];

      if (review->id == settle->id && settle->index < review->items->len)
        {
          ((ExmReviewItem *)review->items->pdata[settle->index])->settled = settle->settled;
          exm_review_save_sync (dataset, review, error);
        }
    }
  return NULL;
}

static void
settle_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ExmSecondView *self = EXM_SECOND_VIEW (source);
  g_autoptr(GError) error = NULL;

  _exm_second_finish (result, self->dataset, &error);
  if (error != NULL)
    exm_feedback_error (GTK_WIDGET (self), _ ("What was settled could not be kept"), error);
  /* The last one leads back before it is on the disk. */
  else if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "overview"))
    reload (self);
}

static void
keep_settled (ExmSecondView *self,
              ExmSecondFunc  func,
              gint64         id,
              guint          index,
              guint          settled)
{
  Settle *settle = g_new0 (Settle, 1);

  settle->id = id;
  settle->index = index;
  settle->settled = settled;
  _exm_second_run (GTK_WIDGET (self), self->dataset, func, settle, g_free, NULL, NULL, settle_cb);
}

static void
run_label (ExmSecondView *self,
           ExmRowId       row,
           const char    *name)
{
  g_autoptr(ExmTarget) target = exm_target_new_row (row);

  exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_set_label_named (target, name), EXM_RUN_TOAST);
}

static void
settled_cb (ExmSecondView *self,
            guint          index,
            guint          choice,
            const char    *name)
{
  ExmRowId row = 0;

  if (self->round != NULL && index < self->round->n)
    {
      row = self->round->rows[index];
      self->round->settled[index] = 1;
      keep_settled (self, settle_round, self->round->id, index, 1);
    }
  else if (self->review != NULL && index < self->review->items->len)
    {
      static const ExmSettled choices[] = { EXM_SETTLED_MINE, EXM_SETTLED_THEIRS, EXM_SETTLED_OTHER };

      row = ((ExmReviewItem *)self->review->items->pdata[index])->row;
      keep_settled (self, settle_review, self->review->id, index, choices[MIN (choice, G_N_ELEMENTS (choices) - 1)]);
    }
  /* Keeping one's own may also take back what was chosen a moment ago. */
  if (row != 0)
    run_label (self, row, name);
}

/* --- who labels here --------------------------------------------------------------------------- */

static void
name_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ExmSecondView) self = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);

  if (g_strcmp0 (answer, "keep") == 0 && self->name_entry != NULL)
    g_settings_set_string (exm_settings_get_default (), "user-name", gtk_editable_get_text (GTK_EDITABLE (self->name_entry)));
  g_clear_object (&self->name_entry);
}

static gpointer
look_for_copy (ExmDataset   *dataset,
               gpointer      data,
               GCancellable *cancellable,
               GError      **error)
{
  return GINT_TO_POINTER (exm_review_copy_is (dataset));
}

/* A reviewer's name goes with what they say; asked once. */
static void
copy_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  static const char *const texts[] = { N_ ("Not _Now"), N_ ("_Keep") };
  ExmAnswer                answers[] = { { "later", _ (texts[0]), ADW_RESPONSE_DEFAULT },
                                           { "keep", _ (texts[1]), ADW_RESPONSE_SUGGESTED } };
  ExmSecondView           *self = EXM_SECOND_VIEW (source);
  gboolean                 is_copy = GPOINTER_TO_INT (_exm_second_finish (result, self->dataset, NULL));
  g_autofree char         *name = g_settings_get_string (exm_settings_get_default (), "user-name");
  GtkRoot                 *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!is_copy || *name != '\0' || !GTK_IS_WINDOW (root) || self->name_entry != NULL)
    return;
  self->name_entry = g_object_ref_sink (gtk_entry_new ());
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), g_get_real_name ());
  gtk_entry_set_activates_default (GTK_ENTRY (self->name_entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name_entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Your name"), -1);
  exm_compat_ask_async (GTK_WINDOW (root), _ ("You Review This Dataset"), _ ("Your name goes with what you decide, so that it can be told who said what."),
                                                                             self->name_entry, answers, G_N_ELEMENTS (answers), name_cb, g_object_ref (self));
}

static void
apply_name (ExmSecondView *self)
{
  g_autofree char *name = g_settings_get_string (exm_settings_get_default (), "user-name");

  if (self->dataset != NULL)
    exm_dataset_set_who (self->dataset, *name != '\0' ? name : NULL);
}

/* --- object -------------------------------------------------------------------------------------- */

static gboolean
drop_cb (ExmSecondView *self,
         const GValue  *value)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL || self->dataset == NULL)
    return FALSE;
  exm_second_reviewer_merge (EXM_SECOND_REVIEWER (self->reviewer), file);
  return TRUE;
}

static void
map_cb (ExmSecondView *self)
{
  reload (self);
}

void
exm_second_view_set_dataset (ExmSecondView *self,
                             ExmDataset    *dataset)
{
  g_return_if_fail (EXM_IS_SECOND_VIEW (self));

  if (!g_set_object (&self->dataset, dataset))
    return;
  forget_differences (self);
  exm_recheck_pane_stop (EXM_RECHECK_PANE (self->pane));
  gtk_stack_set_visible_child_name (self->stack, "overview");
  exm_second_recheck_set_dataset (EXM_SECOND_RECHECK (self->recheck), dataset);
  exm_second_reviewer_set_dataset (EXM_SECOND_REVIEWER (self->reviewer), dataset);
  exm_second_split_set_dataset (EXM_SECOND_SPLIT (self->split), dataset);
  apply_name (self);
  if (dataset == NULL)
    return;
  _exm_second_run (GTK_WIDGET (self), dataset, look_for_copy, NULL, NULL, NULL, NULL, copy_cb);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    map_cb (self);
}

static void
exm_second_view_dispose (GObject *object)
{
  ExmSecondView *self = EXM_SECOND_VIEW (object);

  if (self->stack != NULL)
    exm_second_view_set_dataset (self, NULL);
  g_clear_object (&self->name_entry);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;

  G_OBJECT_CLASS (exm_second_view_parent_class)->dispose (object);
}

static void
exm_second_view_class_init (ExmSecondViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_second_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
exm_second_view_init (ExmSecondView *self)
{
  GtkWidget     *page = adw_preferences_page_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->recheck = exm_second_recheck_new ();
  self->reviewer = exm_second_reviewer_new ();
  self->split = exm_second_split_new ();
  self->pane = exm_recheck_pane_new ();
  self->compare = exm_compare_pane_new ();
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (self->recheck));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (self->reviewer));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (self->split));

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, page, "overview");
  gtk_stack_add_named (self->stack, self->pane, "recheck");
  gtk_stack_add_named (self->stack, self->compare, "compare");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));

  g_signal_connect_object (self->recheck, "begin", G_CALLBACK (begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recheck, "compare", G_CALLBACK (compare_round_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reviewer, "compare", G_CALLBACK (compare_review_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane, "left", G_CALLBACK (left_pane_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->compare, "left", G_CALLBACK (left_compare_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->compare, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (exm_settings_get_default (), "changed::user-name", G_CALLBACK (apply_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

GtkWidget *
exm_second_view_new (void)
{
  return g_object_new (EXM_TYPE_SECOND_VIEW, NULL);
}
