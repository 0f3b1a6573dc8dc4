/* window-label.c - a label key on the Label page: until the next post is drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "window.h"

#include "exm-label-page.h"
#include "exm-post-card.h"

#include <string.h>

#include "bench-goal.h"

/* Keys are given to the page's own controller as GDK would give them; the time runs
 * from there to the end of the frame in which the next post stands. The time in which
 * other programs had the processors is left out (own_time()). */

#define N_KEYS 500

static gboolean
is_ready (gpointer user_data)
{
  GtkWidget *card = user_data;

  return gtk_widget_get_mapped (card) && gtk_widget_get_width (card) > 0;
}

/* The label with the post in it. */
static GtkWidget *
find_post (GtkWidget *widget)
{
  GtkWidget *found = gtk_widget_has_css_class (widget, "post-text") ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_post (child);
  return found;
}

typedef struct
{
  GtkLabel *post;
  char     *before;
} Shown;

static gboolean
is_next (gpointer user_data)
{
  Shown *shown = user_data;

  return strcmp (gtk_label_get_label (shown->post), shown->before) != 0;
}

static GtkEventController *
find_keys (GtkWidget *page)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (page);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        return controller;
    }
  return NULL;
}

/* The keys of the first labels, one after the other. */
static char
next_key (BenchWindow *window,
          guint        number)
{
  GListModel *labels = exm_dataset_get_labels (window->dataset);
  g_autoptr (ExmLabel) label = g_list_model_get_item (labels, number % MIN (g_list_model_get_n_items (labels), 4));

  return (char)exm_label_get_key (label);
}

static double
press_one (BenchWindow        *window,
           GtkEventController *keys,
           GtkWidget          *post,
           guint               number,
           GArray             *cpu)
{
  g_autofree char *before = g_strdup (gtk_label_get_label (GTK_LABEL (post)));
  Shown            shown = { GTK_LABEL (post), before };

  char     key = next_key (window, number);
  gint64   from = own_time ();
  gint64   from_cpu = bench_cpu ();
  gboolean taken = FALSE;
  double   ms;

  g_signal_emit_by_name (keys, "key-pressed", (guint)key, 0u, (GdkModifierType)0, &taken);
  g_assert_true (taken);
  bench_wait_painted (window, is_next, &shown);
  ms = (double)(bench_cpu () - from_cpu) / 1000;
  g_array_append_val (cpu, ms);
  ms = (double)(own_time () - from) / 1000;
  /* Faster than anybody reads; a screen shows sixty frames a second, and a key right after
   * one waits for the next. */
  bench_settle (60);
  return ms;
}

gboolean
bench_label (BenchWindow *big)
{
  g_autoptr (GArray) painted = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) cpu = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (ExmQuery) all = exm_query_new ();
  GtkWidget          *page = bench_find (big->window, EXM_TYPE_LABEL_PAGE);
  GtkWidget          *card = bench_find (page, EXM_TYPE_POST_CARD);
  GtkEventController *keys = find_keys (page);

  gtk_widget_activate_action (big->window, "win.show-page", "s", "label");
  /* Each post of them, whether it has a label or not. */
  exm_label_page_set_queue (EXM_LABEL_PAGE (page), all, "All");
  bench_wait (is_ready, card);
  gtk_widget_grab_focus (card);
  bench_settle (2000);
  for (guint i = 0; i < N_KEYS; i++)
    {
      double ms = press_one (big, keys, find_post (card), i, cpu);

      g_array_append_val (painted, ms);
    }
  g_print ("label page, key to the next post drawn, ms, p50 / p95 / p99: %.1f / %.1f / %.1f\n", bench_quantile (painted, 0.5),
           bench_quantile (painted, 0.95), bench_quantile (painted, 0.99));
  g_print ("label page, of it this thread's processor time, ms, p50 / p95 / p99: %.1f / %.1f / %.1f\n", bench_quantile (cpu, 0.5),
           bench_quantile (cpu, 0.95), bench_quantile (cpu, 0.99));
  gtk_widget_activate_action (big->window, "win.show-page", "s", "examples");
  bench_settle (500);
  return bench_goal ("label-card-p99/16ms", bench_quantile (painted, 0.99) / 16, 1.0);
}
