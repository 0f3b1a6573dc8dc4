/* test-problems.c - problems decided where they are shown, however many posts they have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include <string.h>

#include <adwaita.h>

#include "../own-time.h"
#include "app-test.h"
#include "exm-near-resolver.h"
#include "exm-problems-view.h"

#define N_POSTS 100000

/* ms that the main loop may stand still. */
#define STALL_MAX 50

/* The disk, or the machine below this one, may stand still as well: once in so many times
 * they do not. */
#define TRIES 4

static const char phrase[] = "The same thing that a hundred thousand people post";

static gboolean
fill (ExmImportSink *sink,
      gpointer       user_data,
      GCancellable  *cancellable,
      GError       **error)
{
  static const char *const names[] = { "Good", "Bad" };
  gboolean                 is_conflict = GPOINTER_TO_INT (user_data);

  for (guint i = 0; i < N_POSTS; i++)
    {
      const char  *name = names[is_conflict && i % 3 == 0];
      ExmImportRow row = { 0 };

      row.input = phrase;
      row.input_length = strlen (phrase);
      row.label = exm_import_sink_label (sink, name, strlen (name));
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  ExmDataset *dataset;
  GtkWidget  *window;
  GtkWidget  *resolver;
  ExmSurvey  *survey;
  gboolean    is_closed;
  double      worst; /* ms between two turns of the main loop */
} Fixture;

static void
closed_cb (Fixture *fixture)
{
  fixture->is_closed = TRUE;
}

static void
start (Fixture *fixture)
{
  exm_near_resolver_start (EXM_NEAR_RESOLVER (fixture->resolver), fixture->dataset, fixture->survey,
                           fixture->survey->conflicts->len > 0 ? EXM_RESOLVE_CONFLICTS : EXM_RESOLVE_REPEATS);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  gboolean is_conflict = GPOINTER_TO_INT (data);
  g_autoptr(GError) error = NULL;
  ExmSurvey *survey;

  fixture->dataset = app_test_dataset_fill (fill, GINT_TO_POINTER (is_conflict));
  fixture->survey = survey = exm_survey_read_sync (fixture->dataset, N_POSTS, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (survey->conflicts->len, ==, is_conflict);
  g_assert_cmpuint (survey->repeats->len, ==, !is_conflict);

  fixture->resolver = exm_near_resolver_new ();
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->resolver);
  g_signal_connect_swapped (fixture->resolver, "closed", G_CALLBACK (closed_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  app_test_settle (100);
  start (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->resolver, fixture);
  exm_near_resolver_stop (EXM_NEAR_RESOLVER (fixture->resolver));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_test_settle (50);
  exm_survey_unref (fixture->survey);
  app_test_dataset_close (fixture->dataset);
}

/* --- what the user sees and presses ----------------------------------------------------- */

static GtkWidget *
find_button (GtkWidget  *widget,
             const char *text)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0 && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* As app_test_wait(), and with the longest turn of the loop written down. */
static void
wait (Fixture    *fixture,
      AppTestFunc func,
      gpointer    user_data)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
  gint64 before = own_time ();

  while (!func (user_data))
    {
      gint64 now;

      g_main_context_iteration (NULL, FALSE);
      now = own_time ();
      fixture->worst = MAX (fixture->worst, (double)(now - before) / 1000);
      before = now;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!g_main_context_pending (NULL))
        {
          g_usleep (500);
          before = own_time ();
        }
    }
}

typedef struct
{
  Fixture    *fixture;
  const char *text;
} Wanted;

static gboolean
has_button (gpointer user_data)
{
  const Wanted *wanted = user_data;

  return find_button (wanted->fixture->resolver, wanted->text) != NULL;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *)user_data)->is_closed;
}

static gboolean
is_saved (gpointer user_data)
{
  return !exm_dataset_is_saving (((Fixture *)user_data)->dataset);
}

static void
press (Fixture    *fixture,
       const char *text)
{
  Wanted wanted = { fixture, text };
  gint64 begin;

  wait (fixture, has_button, &wanted);
  begin = own_time ();
  g_signal_emit_by_name (find_button (fixture->resolver, text), "clicked");
  fixture->worst = MAX (fixture->worst, (double)(own_time () - begin) / 1000);
}

static guint
count_label (ExmDataset *dataset,
             const char *name)
{
  ExmLabel *label = exm_dataset_find_label (dataset, name);

  return label != NULL ? exm_label_get_count (label) : 0;
}

/* Decided and taken back, until once nothing stood still. */
static void
decide (Fixture    *fixture,
        const char *text,
        guint       n_examples,
        guint       n_bad)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < TRIES && best > STALL_MAX; i++)
    {
      g_autoptr(GError) error = NULL;

      if (i > 0)
        {
          exm_receipt_free (exm_dataset_undo_sync (fixture->dataset, &error));
          g_assert_no_error (error);
          app_test_settle (100);
          g_assert_cmpuint (exm_dataset_get_stats (fixture->dataset)->n_examples, ==, N_POSTS);
          start (fixture);
        }
      fixture->worst = 0;
      fixture->is_closed = FALSE;
      press (fixture, text);
      wait (fixture, is_closed, fixture);
      wait (fixture, is_saved, fixture);
      app_test_settle (50);
      g_assert_cmpuint (exm_dataset_get_stats (fixture->dataset)->n_examples, ==, n_examples);
      g_assert_cmpuint (count_label (fixture->dataset, "Bad"), ==, n_bad);
      g_test_message ("the main loop stood still for %.1f ms at most", fixture->worst);
      best = MIN (best, fixture->worst);
    }
  g_assert_cmpfloat (best, <=, STALL_MAX);
}

static void
test_conflict (Fixture      *fixture,
               gconstpointer data)
{
  decide (fixture, "2  All Are “Good”", N_POSTS, 0);
}

static void
test_repeats (Fixture      *fixture,
              gconstpointer data)
{
  decide (fixture, "2  Keep Only This", 1, 0);
}

/* The disk has something else to do until it is let go, and that comes to nothing. */
static gboolean
hold_up (ExmImportSink *sink,
         gpointer       user_data,
         GCancellable  *cancellable,
         GError       **error)
{
  while (g_atomic_int_get ((int *)user_data))
    g_usleep (1000);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "let go");
  return FALSE;
}

static void
held_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (exm_dataset_import_finish (EXM_DATASET (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Pressed until it counts: first the group must be there again. */
static gboolean
is_kept (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_signal_emit_by_name (find_button (fixture->resolver, "K  Keep All"), "clicked");
  return fixture->is_closed;
}

/* What is stopped has not happened, and is asked again. */
static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  Wanted           again = { fixture, "1  Keep Only This" };
  int              is_held = TRUE;
  g_autofree char *step = g_strdup (exm_dataset_get_undo_name (fixture->dataset));

  wait (fixture, has_button, &again);
  exm_dataset_import_async (fixture->dataset, "slow", hold_up, &is_held, NULL, NULL, held_cb, NULL);
  press (fixture, "3  Keep Only This");
  press (fixture, "Stop");
  g_atomic_int_set (&is_held, FALSE);
  wait (fixture, is_saved, fixture);
  app_test_wait (is_kept, fixture);
  g_assert_cmpuint (exm_dataset_get_stats (fixture->dataset)->n_examples, ==, N_POSTS);
  g_assert_cmpstr (exm_dataset_get_undo_name (fixture->dataset), ==, step);
}

static const char *
find_title (GtkWidget *widget)
{
  const char *title = NULL;

  if (ADW_IS_STATUS_PAGE (widget))
    return gtk_widget_get_mapped (widget) ? adw_status_page_get_title (ADW_STATUS_PAGE (widget)) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && title == NULL; child = gtk_widget_get_next_sibling (child))
    title = find_title (child);
  return title;
}

static gboolean
has_title (gpointer user_data)
{
  return find_title (user_data) != NULL;
}

/* Nothing yet is not nothing wrong. */
static void
test_empty (void)
{
  ExmDataset *dataset = app_test_dataset_new (0);
  GtkWidget  *view = exm_problems_view_new ();
  GtkWidget  *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  exm_problems_view_set_dataset (EXM_PROBLEMS_VIEW (view), dataset);
  app_test_wait (has_title, view);
  g_assert_cmpstr (find_title (view), ==, "No Posts Yet");
  exm_problems_view_set_dataset (EXM_PROBLEMS_VIEW (view), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle (50);
  app_test_dataset_close (dataset);
}

static gboolean
has_show (gpointer user_data)
{
  return find_button (user_data, "Show Posts") != NULL;
}

static void
count_cb (guint *n_clicks)
{
  ++*n_clicks;
}

static gboolean
is_gone (gpointer user_data)
{
  return *(GtkWidget **)user_data == NULL;
}

/* A key on a button is a click only after a while: cards are not made anew before. */
static void
test_pressed (void)
{
  ExmDataset *dataset = app_test_dataset_new (20);
  GtkWidget  *view = exm_problems_view_new ();
  GtkWidget  *window = gtk_window_new ();
  g_autoptr(ExmTarget) first = exm_target_new_row (1);
  g_autoptr(ExmCommand) command = exm_command_new_set_label_named (first, "New");
  GtkWidget *button;
  guint      n_clicks = 0;

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  exm_problems_view_set_dataset (EXM_PROBLEMS_VIEW (view), dataset);
  app_test_wait (has_show, view);
  app_test_settle (500);
  button = find_button (view, "Show Posts");
  g_object_add_weak_pointer (G_OBJECT (button), (gpointer *)&button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (count_cb), &n_clicks);
  exm_receipt_free (exm_dataset_run_sync (dataset, command, NULL));
  app_test_settle (100);
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_activate (button));
  app_test_wait (is_gone, &button);
  g_assert_cmpuint (n_clicks, ==, 1);
  exm_problems_view_set_dataset (EXM_PROBLEMS_VIEW (view), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  app_test_settle (50);
  app_test_dataset_close (dataset);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();

  g_test_add ("/app/problems/conflict", Fixture, GINT_TO_POINTER (TRUE), set_up, test_conflict, tear_down);
  g_test_add ("/app/problems/repeats", Fixture, GINT_TO_POINTER (FALSE), set_up, test_repeats, tear_down);
  g_test_add ("/app/problems/stop", Fixture, GINT_TO_POINTER (FALSE), set_up, test_stop, tear_down);
  g_test_add_func ("/app/problems/empty", test_empty);
  g_test_add_func ("/app/problems/pressed", test_pressed);
  return g_test_run ();
}
