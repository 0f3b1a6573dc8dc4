/* exm-review-count.c - how far reviewers agree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-review.h"

/* Names get numbers in the order they come. */
static guint32
number_of (GHashTable *numbers,
           GPtrArray  *names,
           const char *name)
{
  guint32 number;

  if (name == NULL)
    return 0;
  number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, name));
  if (number == 0)
    {
      number = g_hash_table_size (numbers) + 1;
      g_hash_table_insert (numbers, (gpointer)name, GUINT_TO_POINTER (number));
      if (names != NULL)
        g_ptr_array_add (names, g_strdup (name));
    }
  return number;
}

ExmReviewNumbers *
exm_review_count (const ExmReview *self)
{
  ExmReviewNumbers *result = g_new0 (ExmReviewNumbers, 1);
  g_autoptr(GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint32 *mine = g_new0 (guint32, self->items->len + 1);
  g_autofree guint32 *theirs = g_new0 (guint32, self->items->len + 1);
  GPtrArray          *names = g_ptr_array_new ();

  for (guint i = 0; i < self->items->len; i++)
    {
      const ExmReviewItem *item = self->items->pdata[i];

      mine[i] = number_of (numbers, names, item->mine);
      theirs[i] = number_of (numbers, names, item->theirs);
    }
  g_ptr_array_add (names, NULL);
  result->names = (char **)g_ptr_array_free (names, FALSE);
  result->kappa = exm_kappa (mine, theirs, self->items->len);
  result->by_label = exm_agreement_by_label (mine, theirs, self->items->len);
  result->confusions = exm_agreement_confusions (mine, theirs, self->items->len);
  return result;
}

void
exm_review_numbers_free (ExmReviewNumbers *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->names);
  g_array_unref (self->by_label);
  g_array_unref (self->confusions);
  g_free (self);
}

ExmAlpha
exm_review_alpha (GPtrArray *reviews,
                  guint64    seed)
{
  g_autoptr(GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) units = g_hash_table_new (NULL, NULL);
  g_autofree guint32 *values = NULL;
  guint               n_raters = reviews->len + 1;

  for (guint r = 0; r < reviews->len; r++)
    {
      const ExmReview *review = reviews->pdata[r];

      for (guint i = 0; i < review->items->len; i++)
        {
          gpointer row = GUINT_TO_POINTER (((const ExmReviewItem *)review->items->pdata[i])->row);

          if (!g_hash_table_contains (units, row))
            g_hash_table_insert (units, row, GUINT_TO_POINTER (g_hash_table_size (units)));
        }
    }
  values = g_new0 (guint32, (gsize)g_hash_table_size (units) * n_raters + 1);
  for (guint r = 0; r < reviews->len; r++)
    {
      const ExmReview *review = reviews->pdata[r];

      for (guint i = 0; i < review->items->len; i++)
        {
          const ExmReviewItem *item = review->items->pdata[i];
          gsize                unit = GPOINTER_TO_UINT (g_hash_table_lookup (units, GUINT_TO_POINTER (item->row)));

          /* One's own decision is what it was when it was first compared. */
          if (values[unit * n_raters] == 0)
            values[unit * n_raters] = number_of (numbers, NULL, item->mine);
          values[unit * n_raters + r + 1] = number_of (numbers, NULL, item->theirs);
        }
    }
  return exm_alpha (values, g_hash_table_size (units), n_raters, seed);
}
