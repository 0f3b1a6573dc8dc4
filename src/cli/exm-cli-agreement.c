/* exm-cli-agreement.c - exemplar agreement: how far reviewers agree with a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-review.h"

#include <math.h>

#include <glib/gi18n-lib.h>

static void
write_number (ExmJsonWriter *writer,
              const char    *name,
              double         value)
{
  if (isnan (value))
    exm_json_writer_null (writer, name);
  else
    exm_json_writer_double (writer, name, value);
}

static void
write_review (ExmJsonWriter   *writer,
              const char      *file,
              const ExmReview *review)
{
  g_autoptr(ExmReviewNumbers) numbers = exm_review_count (review);

  exm_json_writer_begin_object (writer, NULL);
  exm_json_writer_string (writer, "file", file);
  exm_json_writer_string (writer, "reviewer", review->who);
  exm_json_writer_int64 (writer, "compared", (gint64)numbers->kappa.n);
  exm_json_writer_int64 (writer, "agreed", (gint64)numbers->kappa.n_agreed);
  exm_json_writer_int64 (writer, "open", review->n_open);
  exm_json_writer_int64 (writer, "vanished", review->n_vanished);
  write_number (writer, "kappa", numbers->kappa.kappa);
  write_number (writer, "low", numbers->kappa.low);
  write_number (writer, "high", numbers->kappa.high);
  exm_json_writer_begin_array (writer, "labels");
  for (guint i = 0; i < numbers->by_label->len; i++)
    {
      const ExmLabelAgreement *label = &g_array_index (numbers->by_label, ExmLabelAgreement, i);

      exm_json_writer_begin_object (writer, NULL);
      exm_json_writer_string (writer, "label", numbers->names[label->category - 1]);
      exm_json_writer_int64 (writer, "mine", (gint64)label->n_a);
      exm_json_writer_int64 (writer, "theirs", (gint64)label->n_b);
      exm_json_writer_int64 (writer, "both", (gint64)label->n_both);
      exm_json_writer_double (writer, "agreement", label->share);
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
  exm_json_writer_begin_array (writer, "confused");
  for (guint i = 0; i < numbers->confusions->len; i++)
    {
      const ExmConfusion *pair = &g_array_index (numbers->confusions, ExmConfusion, i);

      exm_json_writer_begin_object (writer, NULL);
      exm_json_writer_string (writer, "one", numbers->names[pair->one - 1]);
      exm_json_writer_string (writer, "other", numbers->names[pair->other - 1]);
      exm_json_writer_int64 (writer, "count", (gint64)pair->n);
      exm_json_writer_end (writer);
    }
  exm_json_writer_end (writer);
  exm_json_writer_end (writer);
}

static void
print_json (GPtrArray   *reviews,
            char *const *files)
{
  g_autoptr(GString) json = g_string_new (NULL);
  ExmAlpha      alpha = exm_review_alpha (reviews, 1);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_begin_array (&writer, "reviews");
  for (guint i = 0; i < reviews->len; i++)
    write_review (&writer, files[i], reviews->pdata[i]);
  exm_json_writer_end (&writer);
  exm_json_writer_begin_object (&writer, "alpha");
  exm_json_writer_int64 (&writer, "posts", (gint64)alpha.n_units);
  write_number (&writer, "alpha", alpha.alpha);
  write_number (&writer, "low", alpha.low);
  write_number (&writer, "high", alpha.high);
  exm_json_writer_end (&writer);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_words (GPtrArray *reviews)
{
  for (guint i = 0; i < reviews->len; i++)
    {
      const ExmReview *review = reviews->pdata[i];
      g_autoptr(ExmReviewNumbers) numbers = exm_review_count (review);
      g_autofree char *value = exm_agreement_format (numbers->kappa.kappa, numbers->kappa.low, numbers->kappa.high);
      g_autofree char *words = exm_kappa_explain (&numbers->kappa);

      /* Translators: a reviewer, Cohen's kappa with its interval, and posts decided alike of all */
      g_print (_ ("%s: kappa %s, %u of %u the same\n%s\n"), review->who, value, (guint)numbers->kappa.n_agreed, (guint)numbers->kappa.n, words);
    }
  if (reviews->len > 1)
    {
      ExmAlpha         alpha = exm_review_alpha (reviews, 1);
      g_autofree char *value = exm_agreement_format (alpha.alpha, alpha.low, alpha.high);
      g_autofree char *words = exm_alpha_explain (&alpha);

      g_print (_ ("All together: alpha %s\n%s\n"), value, words);
    }
}

int
_exm_cli_agreement (int    argc,
                    char **argv)
{
  gboolean           as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_ ("Print JSON"), NULL },
      G_OPTION_ENTRY_NULL
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) reviews = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_review_free);
  ExmCliData *data;
  int         status = EXM_CLI_OK;

  if (!_exm_cli_parse (&argc, &argv, entries, NULL, 2, G_MAXINT))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (as_json);
  data = _exm_cli_data_open (argv[1], &error);
  if (data == NULL)
    return _exm_cli_fail (error, EXM_CLI_USAGE);
  for (int i = 2; i < argc && error == NULL; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_commandline_arg (argv[i]);
      ExmReview *review = exm_review_read_sync (data->dataset, file, _exm_cli_cancellable (), &error);

      if (review != NULL)
        g_ptr_array_add (reviews, review);
    }
  if (error != NULL)
    status = _exm_cli_fail (error, EXM_CLI_FAILED);
  else if (as_json)
    print_json (reviews, argv + 2);
  else
    print_words (reviews);
  _exm_cli_data_free (data);
  return status;
}
