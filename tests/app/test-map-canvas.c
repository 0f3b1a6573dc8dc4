/* test-map-canvas.c - the map as GTK draws it: right to the pixel, and no more than has changed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "app-test.h"
#include "exm-map-canvas-private.h"
#include "exm-map-view-private.h"

#define N_POINTS 3000

typedef struct
{
  GtkWidget    *window;
  ExmMapCanvas *canvas;
} Fixture;

static ExmMap *
make_map (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  ExmMap *map = exm_map_new_points (N_POINTS);

  for (guint i = 0; i < N_POINTS; i++)
    {
      map->ids[i] = i + 1;
      map->xy[2 * i] = (float)g_rand_double_range (rand, -1, 1);
      map->xy[2 * i + 1] = (float)g_rand_double_range (rand, -1, 1);
    }
  /* One that has no place yet. */
  map->xy[20] = map->xy[21] = NAN;
  return map;
}

static gboolean
is_allocated (gpointer user_data)
{
  return gtk_widget_get_width (user_data) > 1;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(ExmMap) map = make_map ();

  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 760, 620);
  fixture->canvas = EXM_MAP_CANVAS (exm_map_canvas_new ());
  exm_map_canvas_set_map (fixture->canvas, map);
  /* Not seen yet: nothing to move over. */
  exm_map_canvas_zoom (fixture->canvas, 1.4);
  exm_map_canvas_pan (fixture->canvas, 0.1, 0.1);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->canvas));
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_wait (is_allocated, fixture->canvas);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_test_settle (50);
}

static GskRenderNode *
snapshot (Fixture *fixture)
{
  GtkSnapshot *into = gtk_snapshot_new ();

  _exm_map_canvas_draw (fixture->canvas, into);
  return gtk_snapshot_free_to_node (into);
}

static cairo_surface_t *
draw (GskRenderNode *node,
      int            width,
      int            height)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t         *cr = cairo_create (image);

  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (image);
  return image;
}

/* Pixels that are not those of an image of all points in one go. */
static guint
count_others (Fixture         *fixture,
              cairo_surface_t *drawn)
{
  ExmMapCanvas       *canvas = fixture->canvas;
  const int           width = cairo_image_surface_get_width (drawn);
  const int           height = cairo_image_surface_get_height (drawn);
  const int           stride = cairo_image_surface_get_stride (drawn);
  const guint8       *bytes = cairo_image_surface_get_data (drawn);
  g_autofree guint32 *pixels = g_new (guint32, (gsize)(width * height));
  const ExmMapPaint   paint = { .colors = { [EXM_MAP_NO_LABEL] = 0xff9a9a9au } };
  guint               n = 0;

  for (int i = 0; i < width * height; i++)
    pixels[i] = 0xffffffffu;
  exm_map_raster (pixels, width, height, canvas->drawn_xy, canvas->drawn_looks, canvas->n_drawn, &canvas->camera, 1, &paint);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guint32 pixel = *(const guint32 *)(const void *)(bytes + y * stride + 4 * x);

        n += (pixel & 0xffffff) != (pixels[y * width + x] & 0xffffff);
      }
  return n;
}

static guint
count_bands (GskRenderNode *node,
             Fixture       *fixture)
{
  guint n = 0;

  g_assert_cmpint (gsk_render_node_get_node_type (node), ==, GSK_CONTAINER_NODE);
  for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
    n += g_ptr_array_find (fixture->canvas->bands, gsk_container_node_get_child (node, i), NULL);
  return n;
}

/* The bands together are the image, none is missing and none is drawn twice. */
static void
test_whole (Fixture      *fixture,
            gconstpointer data)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (fixture->canvas));
  const int height = gtk_widget_get_height (GTK_WIDGET (fixture->canvas));

  g_assert_true (fixture->canvas->fitted);
  /* All but the one that has no place. */
  g_assert_cmpuint (fixture->canvas->n_drawn, ==, N_POINTS - 1);
  for (guint i = 0; i < 3; i++)
    {
      GskRenderNode   *node = snapshot (fixture);
      cairo_surface_t *drawn = draw (node, width, height);

      g_assert_cmpuint (count_bands (node, fixture), ==, fixture->canvas->bands->len);
      g_assert_cmpuint (fixture->canvas->bands->len, >, 2);
      g_assert_cmpuint (count_others (fixture, drawn), ==, 0);
      cairo_surface_destroy (drawn);
      gsk_render_node_unref (node);
      /* At rest as well as moved and nearer: nothing is left out. */
      if (i == 0)
        exm_map_canvas_pan (fixture->canvas, 0.1, -0.05);
      else
        exm_map_canvas_zoom (fixture->canvas, 3);
    }
}

/* The pointer going from post to post draws no point anew; what moves the map does. */
static void
test_pointer (Fixture      *fixture,
              gconstpointer data)
{
  GskRenderNode *before = snapshot (fixture);
  GskRenderNode *pointed, *moved;
  double         x, y;
  guint          point;

  _exm_map_canvas_to_screen (fixture->canvas, 100, &x, &y);
  point = _exm_map_canvas_pick (fixture->canvas, x, y, 14);
  g_assert_cmpuint (point, ==, 100);
  _exm_map_canvas_set_current (fixture->canvas, point, FALSE);
  pointed = snapshot (fixture);
  for (guint i = 0; i < fixture->canvas->bands->len; i++)
    g_assert_true (gsk_container_node_get_child (before, i) == gsk_container_node_get_child (pointed, i));
  /* The mark is one more node, and no larger than it has to be. */
  g_assert_cmpuint (gsk_container_node_get_n_children (pointed), ==, gsk_container_node_get_n_children (before) + 1);
  {
    graphene_rect_t bounds;

    gsk_render_node_get_bounds (gsk_container_node_get_child (pointed, fixture->canvas->bands->len), &bounds);
    g_assert_cmpfloat (bounds.size.width, <, 30);
    g_assert_true (graphene_rect_contains_point (&bounds, &GRAPHENE_POINT_INIT ((float)x, (float)y)));
  }
  exm_map_canvas_pan (fixture->canvas, 0.1, 0);
  moved = snapshot (fixture);
  g_assert_cmpuint (count_bands (pointed, fixture), ==, 0);
  g_assert_cmpuint (count_bands (moved, fixture), ==, fixture->canvas->bands->len);
  gsk_render_node_unref (before);
  gsk_render_node_unref (pointed);
  gsk_render_node_unref (moved);
}

/* A chosen post becomes dark and all others pale, in the next picture. */
static void
test_chosen (Fixture      *fixture,
             gconstpointer data)
{
  ExmDataset      *dataset = app_test_dataset_new (3);
  GskRenderNode   *node = snapshot (fixture);
  cairo_surface_t *drawn;
  double           x, y;

  gsk_render_node_unref (node);
  exm_map_canvas_set_labels (fixture->canvas, g_new0 (ExmLabelId, N_POINTS), dataset);
  fixture->canvas->selected[100] = 1;
  _exm_map_canvas_selection_changed (fixture->canvas);
  _exm_map_canvas_to_screen (fixture->canvas, 100, &x, &y);
  node = snapshot (fixture);
  drawn = draw (node, gtk_widget_get_width (GTK_WIDGET (fixture->canvas)), gtk_widget_get_height (GTK_WIDGET (fixture->canvas)));
  g_assert_cmphex (*(guint32 *)(void *)(cairo_image_surface_get_data (drawn) + (int)y * cairo_image_surface_get_stride (drawn) + 4 * (int)x) & 0xffffff, ==, 0);
  cairo_surface_destroy (drawn);
  gsk_render_node_unref (node);
  app_test_dataset_close (dataset);
}

/* A name hides none of the posts it stands for, also at the upper edge. */
static void
test_names (Fixture      *fixture,
            gconstpointer data)
{
  static const float places[] = { 0, 0, 0.5f, -0.5f, -0.5f, 0.5f };
  ExmDataset        *dataset = app_test_dataset_new (6);
  g_autoptr(ExmMap) map = exm_map_new_points (3);
  ExmLabelId      *labels = g_new (ExmLabelId, 3);
  GskRenderNode   *node;
  cairo_surface_t *drawn;

  memcpy (map->xy, places, sizeof places);
  for (guint i = 0; i < 3; i++)
    {
      map->ids[i] = i + 1;
      labels[i] = (ExmLabelId)(i + 1);
    }
  exm_map_canvas_set_map (fixture->canvas, map);
  exm_map_canvas_set_labels (fixture->canvas, labels, dataset);
  g_assert_cmpuint (fixture->canvas->names->len, ==, 3);
  node = snapshot (fixture);
  drawn = draw (node, gtk_widget_get_width (GTK_WIDGET (fixture->canvas)), gtk_widget_get_height (GTK_WIDGET (fixture->canvas)));
  for (guint i = 0; i < 3; i++)
    {
      ExmMapPaint paint;
      double      x, y;

      _exm_map_canvas_choose_paint (FALSE, &paint);
      _exm_map_canvas_to_screen (fixture->canvas, i, &x, &y);
      for (int dy = -3; dy <= 3; dy++)
        g_assert_cmphex (*(guint32 *)(void *)(cairo_image_surface_get_data (drawn) + ((int)y + dy) * cairo_image_surface_get_stride (drawn) + 4 * (int)x) & 0xffffff,
                         ==, paint.colors[fixture->canvas->looks[i]] & 0xffffff);
    }
  cairo_surface_destroy (drawn);
  gsk_render_node_unref (node);
  app_test_dataset_close (dataset);
}

/* GTK may draw a node that it kept when the canvas is no more. */
static void
test_outlives (Fixture      *fixture,
               gconstpointer data)
{
  const int        width = gtk_widget_get_width (GTK_WIDGET (fixture->canvas));
  const int        height = gtk_widget_get_height (GTK_WIDGET (fixture->canvas));
  GskRenderNode   *node = snapshot (fixture);
  cairo_surface_t *before = draw (node, width, height);
  cairo_surface_t *after;

  gtk_window_set_child (GTK_WINDOW (fixture->window), NULL);
  app_test_settle (50);
  after = draw (node, width, height);
  g_assert_cmpmem (cairo_image_surface_get_data (before), (gsize)(height * cairo_image_surface_get_stride (before)),
                   cairo_image_surface_get_data (after), (gsize)(height * cairo_image_surface_get_stride (after)));
  gsk_render_node_unref (node);
  cairo_surface_destroy (before);
  cairo_surface_destroy (after);
}

/* --- the whole page ---------------------------------------------------------------------------- */

static gboolean
is_shown (gpointer user_data)
{
  ExmMapView *view = user_data;

  return view->making == NULL && g_strcmp0 (gtk_stack_get_visible_child_name (view->stack), "wait") != 0;
}

static GtkWidget *
open_view (ExmDataset  *dataset,
           ExmMapView **view)
{
  GtkWidget *window = gtk_window_new ();

  *view = EXM_MAP_VIEW (exm_map_view_new ());
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (*view));
  gtk_window_present (GTK_WINDOW (window));
  exm_map_view_set_dataset (*view, dataset);
  app_test_wait (is_shown, *view);
  return window;
}

/* A narrow window has room for it, also while it is made. */
static void
test_narrow (void)
{
  ExmDataset *dataset = app_test_dataset_new (12);
  ExmMapView *view;
  GtkWidget  *window = open_view (dataset, &view);
  int         done, making;

  g_assert_cmpstr (gtk_stack_get_visible_child_name (view->stack), ==, "map");
  g_assert_true (gtk_widget_get_visible (view->tools));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (view->progress)));
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_HORIZONTAL, -1, &done, NULL, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (view->progress), TRUE);
  gtk_widget_measure (GTK_WIDGET (view), GTK_ORIENTATION_HORIZONTAL, -1, &making, NULL, NULL, NULL);
  g_assert_cmpint (making, ==, done);
  g_assert_cmpint (done, <=, 350);
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle (50);
  app_test_dataset_close (dataset);
}

/* Where there is no map, there is nothing to zoom or to draw around. */
static void
test_too_few (void)
{
  ExmDataset *dataset = app_test_dataset_new (1);
  ExmMapView *view;
  GtkWidget  *window = open_view (dataset, &view);

  g_assert_cmpstr (gtk_stack_get_visible_child_name (view->stack), ==, "empty");
  g_assert_false (gtk_widget_get_visible (view->tools));
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle (50);
  app_test_dataset_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();
  g_test_add ("/app/map-canvas/whole", Fixture, NULL, set_up, test_whole, tear_down);
  g_test_add ("/app/map-canvas/pointer", Fixture, NULL, set_up, test_pointer, tear_down);
  g_test_add ("/app/map-canvas/chosen", Fixture, NULL, set_up, test_chosen, tear_down);
  g_test_add ("/app/map-canvas/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/app/map-canvas/outlives", Fixture, NULL, set_up, test_outlives, tear_down);
  g_test_add_func ("/app/map-canvas/narrow", test_narrow);
  g_test_add_func ("/app/map-canvas/too-few", test_too_few);
  return g_test_run ();
}
