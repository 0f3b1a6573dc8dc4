/* exm-second-reviewer.c - copies for reviewers, and what came back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-second-private.h"

struct _ExmSecondReviewer
{
  AdwPreferencesGroup parent_instance;

  ExmDataset *dataset;
  GPtrArray  *reviews; /* of ExmReview */
  GPtrArray  *rows;

  GtkWidget *copy_row;
  GtkWidget *merge_row;
};

G_DEFINE_FINAL_TYPE (ExmSecondReviewer, exm_second_reviewer, ADW_TYPE_PREFERENCES_GROUP)

static guint compare_signal;

/* --- what came back ------------------------------------------------------------------------ */

static ExmReview *
find_review (ExmSecondReviewer *self,
             GtkWidget         *button)
{
  guint at = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "review"));

  return self->reviews != NULL && at < self->reviews->len ? self->reviews->pdata[at] : NULL;
}

static void
compare_cb (GtkWidget         *button,
            ExmSecondReviewer *self)
{
  ExmReview *review = find_review (self, button);

  if (review != NULL)
    g_signal_emit (self, compare_signal, 0, review);
}

static void
add_row (ExmSecondReviewer *self,
         GtkWidget         *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
append_counts (GString         *text,
               const ExmReview *review)
{
  guint n_changed = 0;

  for (guint i = 0; i < review->items->len; i++)
    n_changed += ((ExmReviewItem *)review->items->pdata[i])->changed;
  if (review->n_open > 0)
    g_string_append_printf (text, ngettext ("\n%u post is not decided yet.", "\n%u posts are not decided yet.", review->n_open), review->n_open);
  if (n_changed > 0)
    g_string_append_printf (text, ngettext ("\n%u post was edited meanwhile.", "\n%u posts were edited meanwhile.", n_changed), n_changed);
  if (review->n_vanished > 0)
    g_string_append_printf (text, ngettext ("\n%u post of the review is no longer in the dataset.", "\n%u posts of the review are no longer in the dataset.", review->n_vanished),
                            review->n_vanished);
}

static void
add_review (ExmSecondReviewer *self,
            guint              at)
{
  const ExmReview *review = self->reviews->pdata[at];
  g_autoptr(ExmReviewNumbers) numbers = exm_review_count (review);
  g_autofree char *value = exm_agreement_format (numbers->kappa.kappa, numbers->kappa.low, numbers->kappa.high);
  g_autofree char *title = NULL;
  g_autofree char *words = exm_kappa_explain (&numbers->kappa);
  g_autofree char *details = _exm_second_dup_details (numbers->by_label, numbers->confusions, (const char *const *)numbers->names);
  g_autoptr(GString) text = g_string_new (words);
  GtkWidget *row;
  guint      n_conflicts = 0;
  guint      n_open = 0;

  /* Translators: a reviewer, Cohen's kappa with its interval, and posts decided alike of all */
  title = g_strdup_printf (_ ("%s · Kappa %s · %u of %u the same"), review->who, value, (guint)numbers->kappa.n_agreed, (guint)numbers->kappa.n);
  if (*details != '\0')
    g_string_append_printf (text, "\n%s", details);
  append_counts (text, review);
  row = _exm_second_row (title, text->str);
  for (guint i = 0; i < review->items->len; i++)
    {
      const ExmReviewItem *item = review->items->pdata[i];

      n_conflicts += exm_review_item_is_conflict (item);
      n_open += exm_review_item_is_conflict (item) && item->settled == EXM_SETTLED_OPEN;
    }
  if (n_conflicts > 0)
    {
      g_autofree char *name = n_open > 0 ? g_strdup_printf (_ ("_Conflicts (%u)"), n_open) : g_strdup (_ ("_Conflicts"));
      GtkWidget       *button = _exm_second_row_button (row, name, NULL, G_CALLBACK (compare_cb), self);

      g_object_set_data (G_OBJECT (button), "review", GUINT_TO_POINTER (at));
    }
  add_row (self, row);
}

static void
add_alpha (ExmSecondReviewer *self)
{
  ExmAlpha         alpha = exm_review_alpha (self->reviews, 1);
  g_autofree char *value = exm_agreement_format (alpha.alpha, alpha.low, alpha.high);
  g_autofree char *words = exm_alpha_explain (&alpha);
  g_autofree char *title = NULL;

  /* Translators: Krippendorff's alpha with its interval, and how many posts it is of */
  title = g_strdup_printf (_ ("All together · Alpha %s · %u posts"), value, (guint)alpha.n_units);
  add_row (self, _exm_second_row (title, words));
}

static void
fill (ExmSecondReviewer *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  if (self->reviews != NULL && self->reviews->len > 1)
    add_alpha (self);
  for (guint i = self->reviews != NULL ? self->reviews->len : 0; i > 0; i--)
    add_review (self, i - 1);
  gtk_widget_set_sensitive (self->merge_row, self->dataset != NULL && !exm_dataset_is_read_only (self->dataset));
}

static gpointer
list_reviews (ExmDataset   *dataset,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  return exm_review_list_sync (dataset, error);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ExmSecondReviewer *self = EXM_SECOND_REVIEWER (source);
  g_autoptr(GError) error = NULL;
  GPtrArray *reviews = _exm_second_finish (result, self->dataset, &error);

  if (reviews == NULL)
    {
      g_debug ("Reviews could not be read: %s", error != NULL ? error->message : "");
      return;
    }
  g_clear_pointer (&self->reviews, g_ptr_array_unref);
  self->reviews = reviews;
  fill (self);
}

void
exm_second_reviewer_reload (ExmSecondReviewer *self)
{
  g_return_if_fail (EXM_IS_SECOND_REVIEWER (self));

  if (self->dataset != NULL)
    _exm_second_run (GTK_WIDGET (self), self->dataset, list_reviews, NULL, NULL, (GDestroyNotify)g_ptr_array_unref, NULL, listed_cb);
}

/* --- merging ----------------------------------------------------------------------------------- */

typedef struct
{
  GFile *file;
  guint  n_taken;
} Merge;

static void
merge_free (gpointer data)
{
  g_object_unref (((Merge *)data)->file);
  g_free (data);
}

static gpointer
merge_review (ExmDataset   *dataset,
              gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Merge *merge = data;

  g_autoptr(ExmReview) review = exm_review_merge_sync (dataset, merge->file, &merge->n_taken, cancellable, error);

  if (review == NULL)
    return NULL;
  if (review->is_again)
    return g_strdup_printf (_ ("The review of %s was merged again; nothing counts twice"), review->who);
  return g_strdup_printf (ngettext ("The review of %s was merged; %u post got a label", "The review of %s was merged; %u posts got a label", merge->n_taken),
                          review->who, merge->n_taken);
}

static void
merged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ExmSecondReviewer *self = EXM_SECOND_REVIEWER (source);
  g_autoptr(GError) error = NULL;
  g_autofree char *said = _exm_second_finish (result, self->dataset, &error);

  if (said == NULL)
    {
      if (error != NULL)
        exm_feedback_error (GTK_WIDGET (self), _ ("The review could not be merged"), error);
      return;
    }
  exm_feedback_toast (GTK_WIDGET (self), said);
  exm_second_reviewer_reload (self);
}

void
exm_second_reviewer_merge (ExmSecondReviewer *self,
                           GFile             *file)
{
  Merge *merge;

  g_return_if_fail (EXM_IS_SECOND_REVIEWER (self));

  if (self->dataset == NULL)
    return;
  merge = g_new0 (Merge, 1);
  merge->file = g_object_ref (file);
  _exm_second_run (GTK_WIDGET (self), self->dataset, merge_review, merge, merge_free, g_free, NULL, merged_cb);
}

static void
file_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ExmSecondReviewer) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = exm_compat_open_file_finish (result, &error);

  if (file != NULL)
    exm_second_reviewer_merge (self, file);
}

static void
merge_cb (GtkWidget         *button,
          ExmSecondReviewer *self)
{
  g_autoptr(GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Datasets"));
  gtk_file_filter_add_pattern (filter, "*" EXM_DATASET_EXTENSION);
  g_list_store_append (filters, filter);
  exm_compat_open_file_async (GTK_WINDOW (gtk_widget_get_root (button)), _ ("Merge a Review"), G_LIST_MODEL (filters), NULL, NULL, file_cb,
                                                                            g_object_ref (self));
}

static void
copy_cb (GtkWidget         *button,
         ExmSecondReviewer *self)
{
  if (self->dataset != NULL)
    _exm_second_make_copy (GTK_WIDGET (self), self->dataset);
}

/* --- object --------------------------------------------------------------------------------------- */

void
exm_second_reviewer_set_dataset (ExmSecondReviewer *self,
                                 ExmDataset        *dataset)
{
  g_return_if_fail (EXM_IS_SECOND_REVIEWER (self));

  g_set_object (&self->dataset, dataset);
  g_clear_pointer (&self->reviews, g_ptr_array_unref);
  if (dataset != NULL)
    fill (self);
}

static void
exm_second_reviewer_dispose (GObject *object)
{
  ExmSecondReviewer *self = EXM_SECOND_REVIEWER (object);

  g_clear_object (&self->dataset);
  g_clear_pointer (&self->reviews, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (exm_second_reviewer_parent_class)->dispose (object);
}

static void
exm_second_reviewer_class_init (ExmSecondReviewerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_second_reviewer_dispose;
  compare_signal = g_signal_new ("compare", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
exm_second_reviewer_init (ExmSecondReviewer *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (group, _ ("Second Reviewer"));
  adw_preferences_group_set_description (group, _ ("Give a copy to somebody else, who labels it in Exemplar, and take their answers back in. No server is needed."));
  self->copy_row = _exm_second_row (_ ("Review copy"), _ ("A file of its own, with or without your labels"));
  _exm_second_row_button (self->copy_row, _ ("_Make a Review Copy…"), NULL, G_CALLBACK (copy_cb), self);
  adw_preferences_group_add (group, self->copy_row);
  self->merge_row = _exm_second_row (_ ("Review that came back"), _ ("Choose the file, or drop it here; merging it twice does no harm"));
  _exm_second_row_button (self->merge_row, _ ("M_erge a Review…"), NULL, G_CALLBACK (merge_cb), self);
  adw_preferences_group_add (group, self->merge_row);
}

GtkWidget *
exm_second_reviewer_new (void)
{
  return g_object_new (EXM_TYPE_SECOND_REVIEWER, NULL);
}
