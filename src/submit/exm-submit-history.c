/* exm-submit-history.c - what past jobs teach about the next one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-history.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "exm-catalogue.h"

/* [gemini-3.1-flash-lite google]
 * request-id=CREATED SECONDS EXAMPLES EPOCHS ESTIMATED BILLED
 *
 * Figures only. One lock for all threads; two processes that write at the same
 * moment may lose one job of one of them, which does no harm. */

#define FILE_NAME "tuning-history.ini"
#define MIN_FACTOR 0.2
#define MAX_FACTOR 5.0

typedef struct
{
  gint64 created;
  double seconds;
  double examples;
  double epochs;
  double estimated;
  double billed;
} Past;

static GMutex lock;

static char *
history_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "exemplar", FILE_NAME, NULL);
}

static char *
group_name (const char *base_model,
            gboolean    practice)
{
  g_autofree char *clean = g_strdup (base_model != NULL && *base_model != '\0' ? base_model : "unknown");

  /* Brackets and line breaks would end the heading. */
  g_strcanon (clean, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.", '_');
  return g_strconcat (clean, practice ? " practice" : " google", NULL);
}

static GKeyFile *
load (void)
{
  g_autofree char *path = history_path ();
  GKeyFile        *file = g_key_file_new ();

  /* Missing or broken: an empty one. */
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

static gboolean
save (GKeyFile *file,
      GError  **error)
{
  g_autofree char *path = history_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr(GError) local = NULL;
  gsize size;

  g_mkdir_with_parents (folder, 0700);
  text = g_key_file_to_data (file, &size, NULL);
  if (g_file_set_contents_full (path, text, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
    return TRUE;
  g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_FILE, _("The history of tuning jobs cannot be written: %s"), local->message);
  return FALSE;
}

static gboolean
parse (const char *text,
       Past       *past)
{
  g_auto(GStrv) fields = g_strsplit (text != NULL ? text : "", " ", -1);
  double *figures[] = { &past->seconds, &past->examples, &past->epochs, &past->estimated, &past->billed };

  if (g_strv_length (fields) != 1 + G_N_ELEMENTS (figures))
    return FALSE;
  past->created = g_ascii_strtoll (fields[0], NULL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      *figures[i] = g_ascii_strtod (fields[i + 1], NULL);
      if (!isfinite (*figures[i]) || *figures[i] < 0)
        return FALSE;
    }
  return past->seconds > 0;
}

/* (element-type Past) */
static GArray *
load_past (const char *base_model,
           gboolean    practice)
{
  g_autofree char *group = group_name (base_model, practice);
  g_autoptr(GKeyFile) file = NULL;
  g_auto(GStrv) keys = NULL;
  GArray *pasts = g_array_new (FALSE, FALSE, sizeof (Past));

  g_mutex_lock (&lock);
  file = load ();
  g_mutex_unlock (&lock);
  keys = g_key_file_get_keys (file, group, NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *text = g_key_file_get_string (file, group, keys[i], NULL);
      Past             past;

      if (parse (text, &past))
        g_array_append_val (pasts, past);
    }
  return pasts;
}

/* The oldest go. */
static void
shorten (GKeyFile   *file,
         const char *group)
{
  for (;;)
    {
      g_auto(GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);
      const char *oldest = NULL;
      gint64      created = G_MAXINT64;

      if (keys == NULL || g_strv_length (keys) <= EXM_HISTORY_KEPT)
        return;
      for (guint i = 0; keys[i] != NULL; i++)
        {
          g_autofree char *text = g_key_file_get_string (file, group, keys[i], NULL);
          const gint64     when = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

          if (when < created)
            {
              created = when;
              oldest = keys[i];
            }
        }
      g_key_file_remove_key (file, group, oldest != NULL ? oldest : keys[0], NULL);
    }
}

gboolean
exm_history_add (const ExmSubmission *submission,
                 GError             **error)
{
  g_autofree char *group = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GKeyFile) file = NULL;
  gint64   epochs;
  gint64   examples;
  gboolean done;

  g_return_val_if_fail (submission != NULL, FALSE);

  if (!exm_submission_succeeded (submission) || submission->ended < submission->created || submission->request_id == NULL)
    return TRUE;
  epochs = submission->epochs_used > 0 ? submission->epochs_used : submission->epochs;
  examples = submission->examples > 0 ? submission->examples : submission->n_training;
  group = group_name (submission->base_model, submission->practice);
  text = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          submission->created, MAX (submission->ended - submission->created, 1), examples, epochs,
                          submission->own_files ? submission->estimated_tokens : 0,
                          exm_submission_get_billed_once (submission));
  g_mutex_lock (&lock);
  file = load ();
  g_key_file_set_string (file, group, submission->request_id, text);
  shorten (file, group);
  done = save (file, error);
  g_mutex_unlock (&lock);
  return done;
}

guint
exm_history_count (const char *base_model,
                   gboolean    practice)
{
  g_autoptr(GArray) pasts = load_past (base_model, practice);

  return pasts->len;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  const double x = *(const double *)a;
  const double y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Sorts @values. */
static double
median (GArray *values)
{
  g_array_sort (values, compare_doubles);
  if (values->len % 2 == 1)
    return g_array_index (values, double, values->len / 2);
  return (g_array_index (values, double, values->len / 2 - 1) + g_array_index (values, double, values->len / 2)) / 2;
}

static double
work_of (double examples,
         double epochs)
{
  return examples * (epochs > 0 ? epochs : EXM_COST_AUTOMATIC_EPOCHS);
}

/* seconds = fixed + slope × work; FALSE when that does not describe them. */
static gboolean
fit (const GArray *pasts,
     double       *fixed,
     double       *slope)
{
  double n = pasts->len;
  double sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
  double spread;

  for (guint i = 0; i < pasts->len; i++)
    {
      const Past  *past = &g_array_index (pasts, Past, i);
      const double x = work_of (past->examples, past->epochs);

      sum_x += x;
      sum_y += past->seconds;
      sum_xx += x * x;
      sum_xy += x * past->seconds;
    }
  spread = n * sum_xx - sum_x * sum_x;
  /* All of about the same size: they say nothing about other sizes. */
  if (n < 2 || spread <= 0.01 * n * sum_xx)
    return FALSE;
  *slope = (n * sum_xy - sum_x * sum_y) / spread;
  *fixed = (sum_y - *slope * sum_x) / n;
  return *slope >= 0 && *fixed >= 0;
}

gint64
exm_history_expect_seconds (const char *base_model,
                            gboolean    practice,
                            gint64      examples,
                            int         epochs)
{
  g_autoptr(GArray) pasts = load_past (base_model, practice);
  g_autoptr(GArray) seconds = NULL;
  double fixed;
  double slope;

  if (pasts->len == 0)
    return -1;
  if (fit (pasts, &fixed, &slope))
    return (gint64)(fixed + slope * work_of ((double)MAX (examples, 0), epochs) + 0.5);
  seconds = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < pasts->len; i++)
    g_array_append_val (seconds, g_array_index (pasts, Past, i).seconds);
  return (gint64)(median (seconds) + 0.5);
}

double
exm_history_get_token_factor (const char *base_model,
                              gboolean    practice)
{
  g_autoptr(GArray) pasts = load_past (base_model, practice);
  g_autoptr(GArray) factors = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < pasts->len; i++)
    {
      const Past *past = &g_array_index (pasts, Past, i);

      if (past->estimated > 0 && past->billed > 0)
        {
          const double factor = past->billed / past->estimated;

          g_array_append_val (factors, factor);
        }
    }
  return factors->len > 0 ? CLAMP (median (factors), MIN_FACTOR, MAX_FACTOR) : 1;
}
