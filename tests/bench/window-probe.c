/* window-probe.c - windows to be measured, their frames, waiting for them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "window.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MAX (120 * G_TIME_SPAN_SECOND)

gint64
bench_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000;
}

static int
compare (const void *a,
         const void *b)
{
  double left = *(const double *)a;
  double right = *(const double *)b;

  return left < right ? -1 : left > right;
}

double
bench_quantile (GArray *values,
                double  quantile)
{
  guint index = MIN ((guint)(quantile * values->len), values->len - 1);

  if (values->len == 0)
    return 0;
  qsort (values->data, values->len, sizeof (double), compare);
  return g_array_index (values, double, index);
}

GtkWidget *
bench_find (GtkWidget *widget,
            GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = bench_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gboolean
bench_is_shown (ExmTable *table)
{
  ExmRowModel *model = exm_table_get_model (table);
  GdkRectangle area;

  if (model == NULL || exm_row_model_is_loading (model) || g_list_model_get_n_items (G_LIST_MODEL (model)) == 0)
    return FALSE;

  g_autoptr (ExmRow) row = g_list_model_get_item (G_LIST_MODEL (model), 0);

  return exm_row_is_loaded (row) && exm_table_get_cell_area (table, 0, EXM_TABLE_COLUMN_POST, &area) && area.height > 0;
}

/* --- waiting ----------------------------------------------------------------- */

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
bench_wait (BenchFunc func,
            gpointer  user_data)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MAX;
  guint  wake_id = g_timeout_add (50, wake_cb, NULL);

  while (!func (user_data))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("waited too long");
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (wake_id);
}

static gboolean
is_over (gpointer user_data)
{
  return g_get_monotonic_time () >= *(gint64 *)user_data;
}

void
bench_settle (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  bench_wait (is_over, &end);
}

typedef struct
{
  BenchFunc func;
  gpointer  user_data;
  gboolean  painted;
} Painted;

static void
painted_cb (GdkFrameClock *clock,
            Painted       *painted)
{
  painted->painted = painted->painted || painted->func (painted->user_data);
}

static gboolean
is_painted (gpointer user_data)
{
  return ((Painted *)user_data)->painted;
}

void
bench_wait_painted (BenchWindow *self,
                    BenchFunc    func,
                    gpointer     user_data)
{
  Painted        painted = { func, user_data, FALSE };
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);
  gulong         id = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

  bench_wait (is_painted, &painted);
  g_signal_handler_disconnect (clock, id);
}

/* --- windows ------------------------------------------------------------------ */

/* Two things that GTK does for a frame before it begins: events of the pointer that
 * wait for it are handled in its flush, and the window is asked for its size when a
 * text in it has changed. A hook runs first of all, our handler after GTK's own. */
static gint64 prelude_begun;

static gboolean
prelude_hook (GSignalInvocationHint *hint,
              guint                  n_values,
              const GValue          *values,
              gpointer               user_data)
{
  prelude_begun = bench_cpu ();
  return TRUE;
}

static void
flush_cb (GdkFrameClock *clock,
          BenchWindow   *self)
{
  self->frame_cpu += bench_cpu () - prelude_begun;
}

static void
compute_size_cb (GdkToplevel *toplevel,
                 gpointer     size,
                 BenchWindow *self)
{
  /* Within a frame it is counted already. */
  if (!self->is_in_frame)
    self->frame_cpu += bench_cpu () - prelude_begun;
}

static void
before_paint_cb (GdkFrameClock *clock,
                 BenchWindow   *self)
{
  self->is_in_frame = TRUE;
  self->begun = own_time ();
  self->begun_cpu = bench_cpu ();
}

static void
after_paint_cb (GdkFrameClock *clock,
                BenchWindow   *self)
{
  double ms = (double)(own_time () - self->begun) / 1000;

  self->frame_cpu += bench_cpu () - self->begun_cpu;
  self->is_in_frame = FALSE;
  self->n_frames++;
  g_array_append_val (self->frames, ms);
}

static AdwApplication *
get_application (void)
{
  static AdwApplication *application;
  g_autoptr (GError) error = NULL;

  if (application == NULL)
    {
      application = ADW_APPLICATION (exm_application_new ());
      g_application_set_flags (G_APPLICATION (application), G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
      g_application_set_default (G_APPLICATION (application));
      g_application_register (G_APPLICATION (application), NULL, &error);
      g_assert_no_error (error);
      /* What moves by itself would be measured along. */
      g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
      g_type_class_unref (g_type_class_ref (GDK_TYPE_FRAME_CLOCK));
      g_signal_add_emission_hook (g_signal_lookup ("flush-events", GDK_TYPE_FRAME_CLOCK), 0, prelude_hook, NULL, NULL);
    }
  return application;
}

static gboolean
is_open (gpointer user_data)
{
  BenchWindow *self = user_data;

  self->table = EXM_TABLE (bench_find (self->window, EXM_TYPE_TABLE));
  return self->table != NULL && bench_is_shown (self->table);
}

BenchWindow *
bench_window_open (const char *path)
{
  BenchWindow *self = g_new0 (BenchWindow, 1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) folder = exm_library_default_folder ();
  g_autoptr (ExmLibrary) library = NULL;
  AdwApplication *application = get_application ();
  GdkFrameClock  *clock;

  library = exm_library_new (folder);
  self->frames = g_array_new (FALSE, FALSE, sizeof (double));
  self->window = GTK_WIDGET (exm_window_new (application, library));
  gtk_window_set_default_size (GTK_WINDOW (self->window), BENCH_WIDTH, BENCH_HEIGHT);
  gtk_window_present (GTK_WINDOW (self->window));
  clock = gtk_widget_get_frame_clock (self->window);
  g_signal_connect (clock, "flush-events", G_CALLBACK (flush_cb), self);
  g_signal_connect (gtk_native_get_surface (GTK_NATIVE (self->window)), "compute-size", G_CALLBACK (compute_size_cb), self);
  g_signal_add_emission_hook (g_signal_lookup ("compute-size", GDK_TYPE_TOPLEVEL), 0, prelude_hook, NULL, NULL);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), self);
  exm_window_open_file (EXM_WINDOW (self->window), file);
  bench_wait (is_open, self);
  self->dataset = exm_window_get_dataset (EXM_WINDOW (self->window));
  self->page = EXM_EXAMPLES_PAGE (bench_find (self->window, EXM_TYPE_EXAMPLES_PAGE));
  bench_settle (1000);
  return self;
}

void
bench_window_close (BenchWindow *self)
{
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (self->window), self);
  g_signal_handlers_disconnect_by_data (gtk_native_get_surface (GTK_NATIVE (self->window)), self);
  gtk_window_close (GTK_WINDOW (self->window));
  bench_settle (500);
  g_array_unref (self->frames);
  g_free (self);
}
