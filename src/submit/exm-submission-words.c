/* exm-submission-words.c - what a submission came to, for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submission.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

gint64
exm_submission_get_elapsed (const ExmSubmission *self,
                            gint64               now)
{
  gint64 end;

  g_return_val_if_fail (self != NULL, 0);

  end = self->ended > 0 ? self->ended : now;
  return self->created > 0 && end > self->created ? end - self->created : 0;
}

/* --- dropped examples ------------------------------------------------------------------ */

/* Google names no fixed list of reasons; those of its pages are about size and
 * media. A sentence that has one of these words is put in ours. */
static const char *
reason_words (const char *reason)
{
  static const struct
  {
    const char *word;
    const char *words;
  } known[] = {
    { "token", N_("Too long: more tokens than the model takes in one example") },
      { "image", N_("Too many images, or an image that cannot be read") },
        { "audio", N_("A sound that cannot be read, or is too long") },
          { "video", N_("A film that cannot be read, or is too long") },
            { "pdf", N_("A PDF that cannot be read, or has too many pages") },
              { "empty", N_("Nothing to learn from: a part of it is empty") },
            };
  g_autofree char *lower = NULL;

  if (reason == NULL || *reason == '\0')
    return _("The service does not say why");
  lower = g_ascii_strdown (reason, -1);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strstr (lower, known[i].word) != NULL)
      return _(known[i].words);
  return reason;
}

static void
group_free (gpointer data)
{
  ExmDroppedGroup *group = data;

  g_free (group->reason);
  g_free (group->words);
  g_array_unref (group->rows);
  g_free (group);
}

static ExmDroppedGroup *
find_group (GPtrArray  *groups,
            const char *reason)
{
  ExmDroppedGroup *group;

  for (guint i = 0; i < groups->len; i++)
    {
      group = g_ptr_array_index (groups, i);
      if (g_strcmp0 (group->reason, reason) == 0)
        return group;
    }
  group = g_new0 (ExmDroppedGroup, 1);
  group->reason = g_strdup (reason);
  group->words = g_strdup (reason_words (reason));
  g_strchomp (group->words);
  if (g_str_has_suffix (group->words, "."))
    group->words[strlen (group->words) - 1] = '\0';
  group->rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  g_ptr_array_add (groups, group);
  return group;
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const ExmDroppedGroup *x = *(ExmDroppedGroup *const *)a;
  const ExmDroppedGroup *y = *(ExmDroppedGroup *const *)b;

  if (x->rows->len != y->rows->len)
    return x->rows->len > y->rows->len ? -1 : 1;
  return g_strcmp0 (x->words, y->words);
}

static int
compare_rows (gconstpointer a,
              gconstpointer b)
{
  const ExmRowId x = *(const ExmRowId *)a;
  const ExmRowId y = *(const ExmRowId *)b;

  return (x > y) - (x < y);
}

GPtrArray *
exm_submission_list_dropped (const ExmSubmission *self)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);

  g_return_val_if_fail (self != NULL, groups);

  for (guint i = 0; i < self->dropped->len; i++)
    {
      const ExmDroppedRow *row = g_ptr_array_index (self->dropped, i);

      if (row->row != 0)
        g_array_append_val (find_group (groups, row->reason)->rows, row->row);
    }
  for (guint i = 0; i < groups->len; i++)
    g_array_sort (((ExmDroppedGroup *)g_ptr_array_index (groups, i))->rows, compare_rows);
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

static char *
number_text (gint64 number)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

char *
exm_submission_dup_dropped_words (const ExmSubmission *self)
{
  g_autofree char *dropped = NULL;
  g_autofree char *all = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->n_dropped <= 0)
    return NULL;
  dropped = number_text (self->n_dropped);
  all = number_text (self->examples);
  if (self->examples <= 0)
    /* Translators: %s is a number of examples */
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s example was not trained on", "%s examples were not trained on", (gulong)self->n_dropped), dropped);
  /* Translators: both are numbers of examples */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s of %s examples was not trained on", "%s of %s examples were not trained on", (gulong)self->n_dropped), dropped, all);
}

/* --- tokens ------------------------------------------------------------------------------- */

/* Whether @whole is @n times @once rather than once. */
static gboolean
is_nearer_to_multiple (double whole,
                       double once,
                       double n)
{
  return fabs (log (whole / (once * n))) < fabs (log (whole / once));
}

gint64
exm_submission_get_billed_once (const ExmSubmission *self)
{
  double whole;
  double once;
  double n;

  g_return_val_if_fail (self != NULL, 0);

  whole = (double)self->billable_tokens;
  once = self->input_tokens.billable_sum + self->output_tokens.billable_sum;
  n = (double)self->epochs_used;
  if (!(once > 0))
    once = (double)self->estimated_tokens;
  if (!(whole > 0) || n < 2 || !(once > 0) || !is_nearer_to_multiple (whole, once, n))
    return self->billable_tokens;
  return (gint64)(whole / n + 0.5);
}

char *
exm_submission_dup_tokens_words (const ExmSubmission *self)
{
  g_autofree char *counted = NULL;
  g_autofree char *estimated = NULL;
  gint64           once;
  int              percent;

  g_return_val_if_fail (self != NULL, NULL);

  once = exm_submission_get_billed_once (self);
  if (once <= 0)
    return NULL;
  counted = number_text (once);
  estimated = number_text (self->estimated_tokens);
  if (self->estimated_tokens <= 0)
    /* Translators: %s is a number of tokens, which are what the price is counted in */
    return g_strdup_printf (_("%s tokens a pass were counted"), counted);
  percent = (int)lround (((double)once / (double)self->estimated_tokens - 1) * 100);
  /* Translators: two numbers of tokens, and a difference such as +5 */
  return g_strdup_printf (_("%s tokens a pass were counted; the estimate was %s (%+d %%)"), counted, estimated, percent);
}
