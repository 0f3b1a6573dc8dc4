/* exm-label-page-show.c - what the Label page shows, brought up to date once a frame
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-page-private.h"
#include "exm-tooltip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "exm-compat.h"

/* Before GTK lays out (GTK_PRIORITY_RESIZE), after all keys that have come: ten keys
 * between two frames cost one drawing. */
#define UPDATE_PRIORITY (GTK_PRIORITY_RESIZE - 1)
#define NEWS_MS 4

/* The pace is told anew after so many µs, and a hint goes after so many ms. */
#define PACE_PAUSE (2 * G_TIME_SPAN_SECOND)
#define HINT_TIME 5000

/* --- hint ------------------------------------------------------------------------------ */

static gboolean
hint_gone_cb (gpointer user_data)
{
  ExmLabelPage *self = user_data;

  self->hint_id = 0;
  gtk_widget_set_visible (self->hint, FALSE);
  return G_SOURCE_REMOVE;
}

void
_exm_label_page_hint (ExmLabelPage *self,
                      const char   *text)
{
  g_clear_handle_id (&self->hint_id, g_source_remove);
  gtk_label_set_label (GTK_LABEL (self->hint), text != NULL ? text : "");
  gtk_widget_set_visible (self->hint, text != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->hint), GTK_ACCESSIBLE_PROPERTY_LABEL, text != NULL ? text : "", -1);
  if (text == NULL)
    return;
  self->hint_id = g_timeout_add (HINT_TIME, hint_gone_cb, self);
  exm_compat_announce (self->card, text);
}

/* --- progress ---------------------------------------------------------------------------- */

static void
count (ExmLabelPage *self,
       guint        *done,
       guint        *total)
{
  guint left = exm_queue_get_n_left (self->queue);

  *total = exm_queue_get_n_total (self->queue);
  /* What is to do is a part of all posts. */
  if (self->scope == EXM_SCOPE_TODO)
    *total = exm_dataset_get_stats (self->dataset)->n_examples;
  *done = *total > left ? *total - left : 0;
}

static char *
dup_time_left (gint64 seconds)
{
  guint minutes = (guint)((seconds + 30) / 60);

  if (minutes < 1)
    return g_strdup (_ ("less than a minute left"));
  if (minutes < 90)
    return g_strdup_printf (ngettext ("%u minute left", "%u minutes left", minutes), minutes);
  return g_strdup_printf (ngettext ("%u hour left", "%u hours left", (minutes + 30) / 60), (minutes + 30) / 60);
}

static void
show_progress (ExmLabelPage *self)
{
  gint64           now = g_get_monotonic_time ();
  double           pace = exm_pace_get_per_hour (self->pace);
  guint            done, total;
  g_autofree char *text = NULL;
  g_autofree char *rest = NULL;

  count (self, &done, &total);
  /* Translators: progress: so many of so many posts */
  text = g_strdup_printf (_ ("%'u of %'u"), done, total);
  gtk_label_set_label (GTK_LABEL (self->progress), text);
  if (now - self->paced_at >= PACE_PAUSE && pace > 0)
    {
      g_autofree char *left = dup_time_left (exm_pace_get_time_left (self->pace, exm_queue_get_n_left (self->queue)));

      self->paced_at = now;
      /* Translators: posts an hour, then how long it will take */
      rest = g_strdup_printf (_ ("%'.0f an hour · %s"), round (pace / 10) * 10, left);
      exm_tooltip_set (self->progress, rest);
      gtk_label_set_label (GTK_LABEL (g_object_get_data (G_OBJECT (self->progress), "pace")), rest);
    }
  exm_progress_ring_set (EXM_PROGRESS_RING (self->ring), done, total, text);
}

/* --- when there is no post ----------------------------------------------------------------- */

static GtkWidget *
add_status_button (ExmLabelPage *self,
                   const char   *text,
                   const char   *action,
                   gboolean      is_first)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "pill");
  if (is_first)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_parent (button, self->status_buttons);
  return button;
}

/* Where there is little room, what can be pressed has it. */
void
_exm_label_page_show_icon (ExmLabelPage *self)
{
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->status), self->last_height < EXM_LABEL_PAGE_LOW ? NULL : self->status_icon);
}

static void
set_words (ExmLabelPage *self,
           const char   *title,
           const char   *description)
{
  g_autofree char *markup = g_markup_escape_text (title, -1);
  g_autofree char *below = g_markup_escape_text (description, -1);

  adw_status_page_set_title (ADW_STATUS_PAGE (self->status), markup);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->status), below);
}

/* @icon: a constant */
static void
set_status (ExmLabelPage *self,
            const char   *icon,
            const char   *title,
            const char   *description)
{
  GtkWidget *child;

  self->status_icon = icon;
  _exm_label_page_show_icon (self);
  set_words (self, title, description);
  while ((child = gtk_widget_get_first_child (self->status_buttons)) != NULL)
    gtk_widget_unparent (child);
}

/* The last decision is counted after it is shown, so this is said again then. */
static void
say_all_done (ExmLabelPage   *self,
              const ExmStats *stats)
{
  guint            n_labelled = stats->n_labelled;
  guint            n_skipped = stats->n_state[EXM_STATE_SKIPPED];
  guint            n_flagged = stats->n_state[EXM_STATE_FLAGGED];
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  if (n_labelled == stats->n_examples && self->writes)
    title = g_strdup_printf (ngettext ("The Post Has an Output", "All %'u Posts Have an Output", n_labelled), n_labelled);
  else if (n_labelled == stats->n_examples)
    title = g_strdup_printf (ngettext ("The Post Has a Label", "All %'u Posts Have a Label", n_labelled), n_labelled);
  else
    title = g_strdup (_ ("Nothing Left to Label"));
  if (n_skipped + n_flagged > 0)
    text = g_strdup_printf (_ ("Skipped: %'u. Flagged: %'u. Look at the problems next, then tune a model."), n_skipped, n_flagged);
  else
    text = g_strdup (_ ("Look at the problems next, then tune a model."));
  set_words (self, title, text);
  gtk_widget_set_visible (self->skipped_button, n_skipped > 0);
  gtk_widget_set_visible (self->flagged_button, n_flagged > 0);
}

static void
show_all_done (ExmLabelPage   *self,
               const ExmStats *stats)
{
  set_status (self, "object-select-symbolic", "", "");
  add_status_button (self, _ ("_Review"), "win.show-page::review", TRUE);
  add_status_button (self, _ ("_Tune"), "win.show-page::tune", FALSE);
  self->skipped_button = add_status_button (self, _ ("_Skipped Posts"), "label.skipped", FALSE);
  self->flagged_button = add_status_button (self, _ ("_Flagged Posts"), "label.flagged", FALSE);
  say_all_done (self, stats);
}

/* Returns: whether there is something else to show than a card. */
static gboolean
show_status (ExmLabelPage *self)
{
  const ExmStats *stats = exm_dataset_get_stats (self->dataset);
  const char     *kind;

  if (exm_queue_is_loading (self->queue) || exm_queue_get_current (self->queue) != 0)
    kind = stats->n_examples == 0 ? "empty" : NULL;
  else
    kind = stats->n_examples == 0 ? "empty" : self->scope == EXM_SCOPE_TODO ? "done"
                                                                            : "scope";
  if (kind == NULL)
    {
      g_object_set_data (G_OBJECT (self->status), "kind", NULL);
      return FALSE;
    }
  /* What is shown already stays: its button may have the focus. */
  if (g_strcmp0 (g_object_get_data (G_OBJECT (self->status), "kind"), kind) == 0)
    {
      if (g_str_equal (kind, "done"))
        say_all_done (self, stats);
      return TRUE;
    }
  g_object_set_data (G_OBJECT (self->status), "kind", (gpointer)kind);
  if (g_str_equal (kind, "empty"))
    {
      set_status (self, "document-new-symbolic", _ ("No Posts Yet"), _ ("Add posts, and they come up here one after the other."));
      add_status_button (self, _ ("_Import a File…"), "win.import", TRUE);
      add_status_button (self, _ ("_Write a Post"), "win.add", FALSE);
    }
  else if (g_str_equal (kind, "done"))
    show_all_done (self, stats);
  else
    {
      set_status (self, "object-select-symbolic", _ ("All of These Are Done"), _ ("Each of the posts that you chose has come up once."));
      add_status_button (self, _ ("_What Is to Do"), "label.todo", TRUE);
      add_status_button (self, _ ("_Review"), "win.show-page::review", FALSE);
    }
  return TRUE;
}

/* --- the post -------------------------------------------------------------------------------- */

static char *
dup_heading (ExmLabelPage *self)
{
  guint left = exm_queue_get_n_left (self->queue);

  if (exm_queue_is_loading (self->queue) || exm_queue_get_current (self->queue) == 0)
    return g_strdup ("");
  if (exm_queue_is_decided (self->queue, exm_queue_get_current (self->queue)))
    return g_strdup (_ ("Decided before"));
  /* Translators: above a post: how many are left, this one too */
  return g_strdup_printf (ngettext ("%'u post left", "%'u posts left", left), left);
}

/* At once when the post is another one: what is typed next is about that one. */
void
_exm_label_page_fill_output (ExmLabelPage *self)
{
  GtkTextBuffer    *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->output_view));
  ExmRowId          id = exm_queue_get_current (self->queue);
  const ExmExample *example;
  ExmLabel         *label;
  const char       *text;

  if (!self->writes)
    return;
  if (id != self->output_id)
    {
      /* What was being written about the post before. */
      _exm_label_page_save_output (self, FALSE);
      self->output_id = id;
      gtk_text_buffer_set_text (buffer, "", -1);
      gtk_text_buffer_set_modified (buffer, FALSE);
    }
  example = exm_queue_get_example (self->queue);
  if (example == NULL || gtk_text_buffer_get_modified (buffer))
    return;
  label = example->label != 0 ? exm_dataset_get_label (self->dataset, example->label) : NULL;
  text = label != NULL             ? exm_label_get_name (label)
         : example->output != NULL ? example->output
                                   : "";
  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_set_modified (buffer, FALSE);
}

void
_exm_label_page_focus_card (ExmLabelPage *self)
{
  GtkWidget *child = gtk_stack_get_visible_child (GTK_STACK (self->stack));

  /* Where there are only buttons, the one that has it keeps it. */
  if (child == self->status && gtk_widget_get_focus_child (child) != NULL)
    return;
  if (self->writes && child == self->card && gtk_widget_get_visible (self->output_box))
    gtk_widget_grab_focus (self->output_view);
  else if (child == self->card)
    gtk_widget_grab_focus (self->card);
  else if (child != NULL)
    gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
}

static void
show_foot (ExmLabelPage *self)
{
  guint    n_labels = g_list_model_get_n_items (exm_dataset_get_labels (self->dataset));
  gboolean can_edit = !exm_dataset_is_read_only (self->dataset);
  gboolean writes = self->writes && !self->is_grid;
  gboolean comes = writes && !gtk_widget_get_visible (self->output_box);

  gtk_widget_set_visible (self->output_box, writes);
  gtk_widget_set_visible (self->first_label, !writes && n_labels == 0 && can_edit);
  gtk_widget_set_visible (self->buttons, !writes && n_labels > 0);
  gtk_widget_set_sensitive (self->buttons, can_edit);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "label.find", !writes && n_labels > 0);
  /* The page had the keyboard before it was known where to write. */
  if (comes && gtk_widget_is_focus (self->card))
    _exm_label_page_focus_card (self);
}

/* Below the post the guide takes the room of the legend, which was cut off. */
void
_exm_label_page_show_legend (ExmLabelPage *self)
{
  gboolean is_below = self->last_width < EXM_LABEL_PAGE_NARROW && gtk_widget_get_visible (self->guide);

  gtk_widget_set_visible (self->legend, !is_below && gtk_stack_get_visible_child (GTK_STACK (self->stack)) != self->status);
}

static void
show_child (ExmLabelPage *self,
            GtkWidget    *child)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean   homeless = focus == NULL || gtk_widget_is_ancestor (focus, self->stack) || gtk_widget_is_ancestor (focus, self->foot);

  if (gtk_stack_get_visible_child (GTK_STACK (self->stack)) == child)
    return;
  gtk_stack_set_visible_child (GTK_STACK (self->stack), child);
  gtk_widget_set_visible (self->foot, child != self->status);
  _exm_label_page_show_legend (self);
  /* The focus follows the work, but is not taken from elsewhere. */
  if (homeless && root != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    _exm_label_page_focus_card (self);
}

static void
show_grid (ExmLabelPage *self)
{
  gboolean         has_posts = exm_dataset_get_stats (self->dataset)->n_examples > 0;
  guint            n_selected = exm_post_grid_get_n_selected (EXM_POST_GRID (self->grid));
  guint            n_posts = exm_post_grid_get_n_posts (EXM_POST_GRID (self->grid));
  g_autofree char *text = NULL;

  /* Translators: of the posts in the grid, so many are selected */
  text = g_strdup_printf (_ ("%'u of %'u selected"), n_selected, n_posts);
  gtk_label_set_label (GTK_LABEL (self->progress), text);
  exm_progress_ring_set (EXM_PROGRESS_RING (self->ring), n_selected, n_posts, text);
  show_foot (self);
  show_child (self, has_posts || !show_status (self) ? self->grid : self->status);
}

void
_exm_label_page_update (ExmLabelPage *self)
{
  g_autofree char  *heading = NULL;
  const ExmExample *example;

  g_clear_handle_id (&self->update_id, g_source_remove);
  self->waits_for_news = FALSE;
  if (self->dataset == NULL || self->queue == NULL)
    return;
  if (self->is_grid)
    {
      show_grid (self);
      return;
    }
  show_progress (self);
  exm_decision_strip_show (EXM_DECISION_STRIP (self->strip), self->queue, (const ExmRowId *)(gpointer)self->recent->data,
                           self->recent->len);
  show_foot (self);
  if (show_status (self))
    {
      _exm_label_page_fill_output (self);
      show_child (self, self->status);
      return;
    }
  heading = dup_heading (self);
  example = exm_queue_get_example (self->queue);
  exm_post_card_show (EXM_POST_CARD (self->card), self->dataset, example, heading, exm_queue_get_error (self->queue));
  exm_label_buttons_set_current (EXM_LABEL_BUTTONS (self->buttons), example != NULL ? example->label : 0);
  _exm_label_page_fill_output (self);
  show_child (self, self->card);
}

static gboolean
update_cb (gpointer user_data)
{
  ExmLabelPage *self = user_data;

  self->update_id = 0;
  _exm_label_page_update (self);
  return G_SOURCE_REMOVE;
}

/* A decision is on the disk after some two milliseconds, and what it counts is drawn
 * then: two frames for a key, and the next key waits for the end of the second. So
 * the first waits a moment, for both to be one. */
void
_exm_label_page_update_with_news (ExmLabelPage *self)
{
  if (self->update_id != 0 || !exm_dataset_is_saving (self->dataset))
    _exm_label_page_update_soon (self);
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->waits_for_news = TRUE;
      self->update_id = g_timeout_add_full (UPDATE_PRIORITY, NEWS_MS, update_cb, self, NULL);
    }
}

void
_exm_label_page_take_news (ExmLabelPage *self)
{
  if (self->waits_for_news)
    g_clear_handle_id (&self->update_id, g_source_remove);
  self->waits_for_news = FALSE;
  _exm_label_page_update_soon (self);
}

void
_exm_label_page_update_soon (ExmLabelPage *self)
{
  /* What is out of sight is brought up to date when it comes. */
  if (self->update_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->update_id = g_idle_add_full (UPDATE_PRIORITY, update_cb, self, NULL);
}
