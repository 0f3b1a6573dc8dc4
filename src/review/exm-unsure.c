/* exm-unsure.c - which posts to label first: those that the local model is least sure of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-unsure.h"

#include <glib/gi18n-lib.h>

#include "exm-classifier.h"
#include "exm-posts.h"
#include "exm-queue.h"

#define SEED 20260101
#define RANDOM_EVERY 4

const char *
exm_unsure_get_lacking (ExmDataset *dataset)
{
  const ExmStats *stats;
  guint           n_used = 0, n_posts = 0;

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  stats = exm_dataset_get_stats (dataset);
  for (guint i = 0; i < stats->n_labels; i++)
    {
      n_used += stats->labels[i].count > 0;
      n_posts += stats->labels[i].count;
    }
  if (n_posts < EXM_UNSURE_LEAST)
    return _ ("needs 20 labelled posts");
  return n_used < 2 ? _ ("needs two labels in use") : NULL;
}

/* --- the order ------------------------------------------------------------------------- */

typedef struct
{
  ExmRowId id;
  double   margin;
} Scored;

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const Scored *x = a;
  const Scored *y = b;

  if (x->margin != y->margin)
    return x->margin < y->margin ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

void
exm_unsure_mix (ExmRowId     *ids,
                const double *margins,
                gsize         n,
                guint32       seed)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autofree Scored *scored = g_new (Scored, n);
  g_autofree gsize  *drawn = g_new (gsize, n);
  g_autofree guint8 *taken = g_new0 (guint8, n);
  gsize              next = 0, n_drawn = 0;

  for (gsize i = 0; i < n; i++)
    {
      scored[i] = (Scored){ ids[i], margins[i] };
      drawn[i] = i;
    }
  qsort (scored, n, sizeof *scored, compare);
  for (gsize i = n; i > 1; i--)
    {
      gsize j = (gsize)g_rand_int_range (rand, 0, (gint32)i);
      gsize t = drawn[i - 1];

      drawn[i - 1] = drawn[j];
      drawn[j] = t;
    }
  for (gsize i = 0; i < n; i++)
    {
      gsize which;

      if (i % RANDOM_EVERY == RANDOM_EVERY - 1)
        {
          while (taken[drawn[n_drawn]])
            n_drawn++;
          which = drawn[n_drawn];
        }
      else
        {
          while (taken[next])
            next++;
          which = next;
        }
      taken[which] = 1;
      ids[i] = scored[which].id;
    }
}

/* --- in the pool -------------------------------------------------------------------------- */

/* Labels as classes 0 … n-1, in the order in which they are met. */
static ExmClassifier *
train (const ExmPosts *posts,
       GCancellable   *cancellable,
       GError        **error)
{
  g_autofree const char **texts = g_new (const char *, posts->n);
  g_autofree guint       *classes = g_new (guint, posts->n);
  g_autofree guint       *class_of = g_new0 (guint, G_MAXUINT16 + 1);
  guint                   n_classes = 0, n = 0;

  for (gsize i = 0; i < posts->n; i++)
    {
      if (posts->labels[i] == 0)
        continue;
      if (class_of[posts->labels[i]] == 0)
        class_of[posts->labels[i]] = ++n_classes;
      texts[n] = exm_posts_get_text (posts, i, NULL);
      classes[n++] = class_of[posts->labels[i]] - 1;
    }
  if (n < EXM_UNSURE_LEAST || n_classes < 2)
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID, _ ("There are too few labelled posts to learn from"));
      return NULL;
    }
  return exm_classifier_train (texts, classes, n, n_classes, NULL, NULL, cancellable, error);
}

static ExmRowIds *
score (ExmClassifier  *model,
       const ExmPosts *posts,
       GCancellable   *cancellable,
       GError        **error)
{
  g_autofree ExmRowId *order = g_new (ExmRowId, posts->n);
  gsize                n = MIN (posts->n, EXM_UNSURE_MOST);
  ExmRowId            *ids = g_new (ExmRowId, MAX (n, 1));
  g_autofree double   *margins = g_new (double, MAX (n, 1));

  /* Which ones, when not all: places in @posts, shuffled. */
  for (gsize i = 0; i < posts->n; i++)
    order[i] = (ExmRowId)i;
  if (n < posts->n)
    exm_queue_shuffle_ids (order, posts->n, SEED);
  for (gsize i = 0; i < n; i++)
    {
      ExmClassifierGuess guesses[2] = { { 0 } };
      guint              n_guesses = exm_classifier_top (model, exm_posts_get_text (posts, order[i], NULL), guesses, 2);

      ids[i] = posts->ids[order[i]];
      margins[i] = n_guesses == 2 ? guesses[0].confidence - guesses[1].confidence : 1;
      if (i % 64 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          g_free (ids);
          return NULL;
        }
    }
  exm_unsure_mix (ids, margins, n, SEED);
  return exm_row_ids_new_take (ids, n);
}

static void
rank_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  ExmDataset *dataset = source_object;
  g_autoptr(ExmQuery) labelled = exm_query_new ();
  g_autoptr(ExmPosts) known = NULL;
  g_autoptr(ExmPosts) wanted = NULL;
  g_autoptr(ExmClassifier) model = NULL;
  ExmRowIds *ids = NULL;
  GError    *error = NULL;

  labelled->states = 1u << EXM_STATE_DONE;
  known = exm_posts_read_sync (dataset, labelled, cancellable, &error);
  if (known != NULL)
    model = train (known, cancellable, &error);
  if (model != NULL)
    wanted = exm_posts_read_sync (dataset, task_data, cancellable, &error);
  if (wanted != NULL)
    ids = score (model, wanted, cancellable, &error);
  if (ids != NULL)
    g_task_return_pointer (task, ids, (GDestroyNotify)exm_row_ids_unref);
  else
    g_task_return_error (task, error);
}

void
exm_unsure_rank_async (ExmDataset         *dataset,
                       const ExmQuery     *query,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (dataset) && query != NULL);

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_unsure_rank_async);
  g_task_set_task_data (task, exm_query_copy (query), (GDestroyNotify)exm_query_free);
  g_task_run_in_thread (task, rank_thread);
}

ExmRowIds *
exm_unsure_rank_finish (GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
