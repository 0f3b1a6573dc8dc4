/* test-map.c - the posts of a dataset as points
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>

#include "core-fixture.h"
#include "exm-map.h"

typedef struct
{
  GMainLoop    *loop;
  GCancellable *cancellable;
  ExmMap       *map;
  ExmLabelId   *labels;
  GError       *error;
  guint         n_told;
  double        last;
  gboolean      cancel;
} Made;

static void
told_cb (double   fraction,
         ExmMap  *map,
         gpointer user_data)
{
  Made *made = user_data;

  g_assert_null (made->map);
  g_assert_cmpfloat (fraction, >=, made->last);
  made->last = fraction;
  made->n_told++;
  if (made->cancel)
    g_cancellable_cancel (made->cancellable);
  g_assert_true (map == NULL || map->n == map->n_posts);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Made *made = user_data;

  made->map = exm_map_new_finish (EXM_DATASET (source), result, &made->error);
  g_main_loop_quit (made->loop);
}

static void
labels_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Made *made = user_data;

  made->labels = exm_map_read_labels_finish (EXM_DATASET (source), result, &made->error);
  g_main_loop_quit (made->loop);
}

static void
make (ExmDataset *dataset,
      Made       *made)
{
  made->loop = g_main_loop_new (NULL, FALSE);
  made->cancellable = g_cancellable_new ();
  exm_map_new_async (dataset, told_cb, made, made->cancellable, made_cb, made);
  g_main_loop_run (made->loop);
}

static void
made_clear (Made *made)
{
  g_main_loop_unref (made->loop);
  g_object_unref (made->cancellable);
  exm_map_unref (made->map);
  g_free (made->labels);
  g_clear_error (&made->error);
}

/* A place for each post; labels are asked for apart and change nothing of it. */
static void
test_points (void)
{
  g_autoptr(GFile) file = fixture_file ("points");
  g_autoptr(ExmTarget) target = NULL;
  Made        made = { 0 };
  ExmDataset *dataset;

  fixture_create (file, 300);
  dataset = fixture_open (file);
  make (dataset, &made);
  g_assert_no_error (made.error);
  g_assert_cmpuint (made.map->n, ==, 300);
  g_assert_cmpuint (made.n_told, >=, 1);
  for (guint i = 0; i < 300; i++)
    {
      g_assert_cmpuint (made.map->ids[i], ==, i + 1);
      g_assert_true (fabsf (made.map->xy[2 * i]) <= 1 && fabsf (made.map->xy[2 * i + 1]) <= 1);
    }

  target = exm_target_new_row (5);
  fixture_run (dataset, exm_command_new_delete (target));
  exm_map_read_labels_async (dataset, made.map, NULL, labels_cb, &made);
  g_main_loop_run (made.loop);
  g_assert_no_error (made.error);
  g_assert_cmpuint (made.labels[0], ==, exm_label_get_id (exm_dataset_find_label (dataset, "One")));
  g_assert_cmpuint (made.labels[3], ==, 0);
  g_assert_cmpuint (made.labels[4], ==, G_MAXUINT16);
  made_clear (&made);
  fixture_close (dataset);
}

static void
test_cancel (void)
{
  g_autoptr(GFile) file = fixture_file ("cancel");
  Made        made = { .cancel = TRUE };
  ExmDataset *dataset;

  fixture_create (file, 6000);
  dataset = fixture_open (file);
  make (dataset, &made);
  g_assert_error (made.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (made.n_told, ==, 1);
  made_clear (&made);
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/review/map/points", test_points);
  g_test_add_func ("/review/map/cancel", test_cancel);
  return fixture_run_tests ();
}
