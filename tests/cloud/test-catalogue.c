/* test-catalogue.c - the shipped list, the user's list, and costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"
#include "source-paths.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exm-catalogue.h"
#include "exm-cloud-error.h"

static ExmCatalogue *
load_shipped (void)
{
  g_autoptr (GError) error = NULL;
  ExmCatalogue *catalogue = exm_catalogue_load_file (EXM_SOURCE_DATADIR "/catalogue.json", &error);

  g_assert_no_error (error);
  return catalogue;
}

static void
test_shipped (void)
{
  static const char *const retired[] = { "gemini-1.0-pro-002", "gemini-1.5-flash-002", "gemini-1.5-pro-002",
                                         "gemini-2.0-flash", "gemini-2.0-flash-lite" };
  g_autoptr (ExmCatalogue) catalogue = load_shipped ();
  GPtrArray          *models = exm_catalogue_get_models (catalogue);
  const ExmBaseModel *first = exm_catalogue_get_default (catalogue);
  int                 low = 0, high = 0;

  g_assert_cmpstr (first->id, ==, "gemini-3.1-flash-lite");
  g_assert_cmpint (exm_catalogue_get_minimum (catalogue), ==, 16);
  exm_catalogue_get_recommended (catalogue, &low, &high);
  g_assert_cmpint (low, ==, 100);
  g_assert_cmpint (high, ==, 500);
  g_assert_true (g_str_has_prefix (exm_catalogue_get_example_rule_source (catalogue), "https://"));
  g_assert_cmpfloat (exm_catalogue_get_validation_share (catalogue), ==, 0.25);
  for (guint i = 0; i < models->len; i++)
    {
      const ExmBaseModel *model = g_ptr_array_index (models, i);

      g_test_message ("%s", model->id);
      g_assert_nonnull (model->as_of);
      g_assert_true (g_str_has_prefix (model->source, "https://"));
      if (model->tunable == EXM_TUNABLE_RETIRED)
        {
          const ExmBaseModel *next = exm_catalogue_find (catalogue, model->replacement);

          g_assert_nonnull (next);
          g_assert_cmpint (next->tunable, !=, EXM_TUNABLE_RETIRED);
          continue;
        }
      g_assert_true (exm_base_model_has_region (model, "us-central1"));
      g_assert_false (exm_base_model_has_region (model, "global"));
      g_assert_true (exm_base_model_has_adapter_size (model, 4));
      g_assert_false (exm_base_model_has_adapter_size (model, 3));
      g_assert_cmpint (model->max_example_tokens, ==, 131072);
      g_assert_cmpint (model->max_validation_examples, ==, 5000);
    }
  for (guint i = 0; i < G_N_ELEMENTS (retired); i++)
    g_assert_true (exm_base_model_is_retired (exm_catalogue_find (catalogue, retired[i]), NULL));
}

static void
test_find (void)
{
  g_autoptr (ExmCatalogue) catalogue = load_shipped ();

  g_assert_nonnull (exm_catalogue_find (catalogue, "publishers/google/models/gemini-3.5-flash"));
  g_assert_nonnull (exm_catalogue_find (catalogue, "gemini-3.5-flash@default"));
  g_assert_null (exm_catalogue_find (catalogue, "gemini-3.5"));
  g_assert_null (exm_catalogue_find (catalogue, ""));
}

static void
test_dates (void)
{
  g_autoptr (ExmCatalogue) catalogue = load_shipped ();
  const ExmBaseModel *model = exm_catalogue_get_default (catalogue);

  g_assert_false (exm_base_model_is_retired (model, "2026-11-23"));
  g_assert_true (exm_base_model_is_retired (model, model->retires));
  g_assert_true (exm_base_model_is_retired (model, "2031-01-01"));
}

static void
test_costs (void)
{
  static const struct
  {
    const char *model; /* NULL: none */
    gint64      tokens;
    int         epochs;
    gboolean    practice;
    gint64      micros; /* -1 unknown */
  } cases[] = {
    { "gemini-3.1-flash-lite", 1000000, 1, FALSE, 3000000 },
    { "gemini-3.1-flash-lite", 9000, 3, FALSE, 81000 },
    { "gemini-3.1-flash-lite", 9000, 0, FALSE, 81000 },
    { "gemini-3.1-flash-lite", 0, 5, FALSE, 0 },
    { "gemini-3.1-flash-lite", 9000, 3, TRUE, 0 },
    { "gemini-3.5-flash", 1, 1, FALSE, 10 },
    { "gemini-3.5-flash", G_GINT64_CONSTANT (1310720000000), 10, FALSE, G_GINT64_CONSTANT (131072000000000) },
    { "gemini-3.5-flash-lite", 9000, 3, FALSE, -1 },
    { "gemini-3.5-flash-lite", 9000, 3, TRUE, 0 },
    { NULL, 9000, 3, FALSE, -1 },
  };
  g_autoptr (ExmCatalogue) catalogue = load_shipped ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const ExmBaseModel *model = cases[i].model != NULL ? exm_catalogue_find (catalogue, cases[i].model) : NULL;
      ExmCost             cost = exm_base_model_estimate_cost (model, cases[i].tokens, cases[i].epochs, cases[i].practice);

      g_assert_cmpint (cost.known, ==, cases[i].micros >= 0);
      if (cost.known)
        g_assert_cmpint (cost.micros, ==, cases[i].micros);
      if (model != NULL && cost.known && !cases[i].practice)
        {
          g_assert_cmpstr (cost.currency, ==, "USD");
          g_assert_nonnull (cost.as_of);
        }
    }
}

static void
test_broken (void)
{
  static const char *const texts[] = {
    "",
    "{}",
    "[]",
    "{\"format\":1}",
    "{\"format\":99,\"models\":[]}",
    "not json",
    "{\"format\":1,\"format\":1}",
    "{\"format\":1,\"as_of\":\"2026-01-01\",\"minimum_examples\":16,\"recommended_min\":100,\"recommended_max\":500,"
    "\"example_rule_source\":\"https://x\",\"validation_share\":0.25,\"default_model\":\"gone\",\"models\":[]}",
  };
  g_autofree char *dir = g_dir_make_tmp ("exm-catalogue-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "catalogue.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      g_assert_null (exm_catalogue_load_file (path, &error));
      g_assert_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CATALOGUE);
      g_test_message ("%s", error->message);
    }
  g_unlink (path);
  g_rmdir (dir);
}

/* The user's file counts; a broken one is named and passed over. */
static void
test_lookup (void)
{
  g_autofree char *dir = g_build_filename (g_get_user_config_dir (), "exemplar", NULL);
  g_autofree char *path = g_build_filename (dir, "catalogue.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;
  g_autoptr (ExmCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;

  g_unsetenv ("EXM_CATALOGUE");
  catalogue = exm_catalogue_load (&error);
  g_assert_no_error (error);
  g_assert_null (exm_catalogue_get_warning (catalogue));
  g_clear_object (&catalogue);

  g_assert_true (g_file_get_contents (EXM_SOURCE_DATADIR "/catalogue.json", &text, NULL, NULL));
  changed = g_string_new (text);
  g_string_replace (changed, "\"minimum_examples\": 16", "\"minimum_examples\": 20", 1);
  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
  catalogue = exm_catalogue_load (&error);
  g_assert_no_error (error);
  g_assert_cmpstr (exm_catalogue_get_path (catalogue), ==, path);
  g_assert_cmpint (exm_catalogue_get_minimum (catalogue), ==, 20);
  g_clear_object (&catalogue);

  g_assert_true (g_file_set_contents (path, "{\"format\":1", -1, NULL));
  catalogue = exm_catalogue_load (&error);
  g_assert_no_error (error);
  g_assert_nonnull (exm_catalogue_get_warning (catalogue));
  g_assert_cmpint (exm_catalogue_get_minimum (catalogue), ==, 16);
}

int
main (int   argc,
      char *argv[])
{
  /* Not G_TEST_OPTION_ISOLATE_DIRS: GLib 2.74 leaks the folders' names. */
  g_autofree char *config = g_dir_make_tmp ("exm-config-XXXXXX", NULL);
  g_autofree char *dir = g_build_filename (config, "exemplar", NULL);
  g_autofree char *path = g_build_filename (dir, "catalogue.json", NULL);
  int              result;

  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/catalogue/shipped", test_shipped);
  g_test_add_func ("/cloud/catalogue/find", test_find);
  g_test_add_func ("/cloud/catalogue/dates", test_dates);
  g_test_add_func ("/cloud/catalogue/costs", test_costs);
  g_test_add_func ("/cloud/catalogue/broken", test_broken);
  g_test_add_func ("/cloud/catalogue/lookup", test_lookup);
  result = g_test_run ();
  g_unlink (path);
  g_rmdir (dir);
  g_rmdir (config);
  return result;
}
