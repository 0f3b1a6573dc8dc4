/* window-open.c - from the start of the program to rows on the screen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "window.h"

#include "bench-goal.h"

/* Three starts in turn: the program without a file, whose window is empty; with
 * the dataset; and, for comparison only, libadwaita's window with nothing at all
 * in it, the least that the platform can do. The time runs from before the process
 * is made, which hands it down in this variable, to the end of the frame that
 * shows the window or the rows, texts and all. */
#define STARTED "EXM_BENCH_STARTED"

typedef struct
{
  gboolean with_rows;
  gboolean painted;
} Start;

static gboolean
quit_cb (gpointer user_data)
{
  /* As a user does: the dataset is closed, so that the next start has nothing to mend. */
  for (GList *l = gtk_application_get_windows (user_data); l != NULL; l = gtk_application_get_windows (user_data))
    gtk_window_close (l->data);
  return G_SOURCE_REMOVE;
}

static void
after_paint_cb (GdkFrameClock *clock,
                GtkWidget     *window)
{
  Start     *start = g_object_get_data (G_OBJECT (window), "start");
  gint64     now = g_get_monotonic_time ();
  GtkWidget *table = start->with_rows ? bench_find (window, EXM_TYPE_TABLE) : NULL;

  if (start->painted || (start->with_rows && (table == NULL || !bench_is_shown (EXM_TABLE (table)))))
    return;
  start->painted = TRUE;
  g_print ("%.1f\n", (double)(now - g_ascii_strtoll (g_getenv (STARTED), NULL, 10)) / 1000);
  g_idle_add (quit_cb, gtk_window_get_application (GTK_WINDOW (window)));
}

static void
realize_cb (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), window);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window,
                 Start          *start)
{
  g_object_set_data (G_OBJECT (window), "start", start);
  gtk_window_set_default_size (window, BENCH_WIDTH, BENCH_HEIGHT);
  g_signal_connect_after (window, "realize", G_CALLBACK (realize_cb), NULL);
}

static void
activate_cb (GtkApplication *application)
{
  gtk_window_present (GTK_WINDOW (adw_application_window_new (application)));
}

int
bench_open_main (const char *kind,
                 const char *path)
{
  Start start = { path != NULL, FALSE };
  char *argv[] = { (char *)"exemplar", (char *)path, NULL };
  g_autoptr (AdwApplication) application = NULL;

  if (!g_str_equal (kind, "bare"))
    application = ADW_APPLICATION (exm_application_new ());
  else
    {
      application = adw_application_new (EXM_APP_ID, G_APPLICATION_DEFAULT_FLAGS);
      g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
    }
  g_application_set_flags (G_APPLICATION (application),
                           g_application_get_flags (G_APPLICATION (application)) | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), &start);
  return g_application_run (G_APPLICATION (application), path != NULL ? 2 : 1, argv);
}

static double
start_once (const char *const *argv)
{
  g_autofree char *started = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_monotonic_time ());
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  int    status = 0;
  char **env = g_environ_setenv (g_get_environ (), STARTED, started, TRUE);

  g_spawn_sync (NULL, (char **)argv, env, G_SPAWN_DEFAULT, NULL, NULL, &said, NULL, &status, &error);
  g_strfreev (env);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("a start of %s failed", argv[0]);
  return g_ascii_strtod (said, NULL);
}

gboolean
bench_open (const char *self,
            const char *path)
{
  const char *const bare[] = { self, "bare", NULL };
  const char *const empty[] = { self, "empty", NULL };
  const char *const rows[] = { self, "open", path, NULL };
  double            ratios[BENCH_ROUNDS];

  start_once (bare);
  start_once (empty);
  start_once (rows);
  for (guint i = 0; i < BENCH_ROUNDS; i++)
    {
      double none = start_once (bare);
      double a = start_once (empty);
      double b = start_once (rows);

      ratios[i] = b / a;
      g_print ("round %u: an empty window %.0f ms, %u rows %.0f ms; nothing at all %.0f ms, %.2f times that\n", i + 1,
               a, bench_rows (), b, none, b / none);
    }
  return bench_goal ("open/empty-window", bench_median (ratios), 2.5);
}
