/* exm-problems-view.c - what is wrong with which posts, as cards
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-problems-view-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-problem-card.h"

/* The counters tell at once what each edit does; what needs a look at all posts (the
 * survey) follows in a pool thread when edits pause, and only while the section is in
 * sight. Cards are made of both. */

#define CARDS_DELAY 200   /* ms after a change */
#define SURVEY_DELAY 1200 /* ms after the last of many */

G_DEFINE_FINAL_TYPE (ExmProblemsView, exm_problems_view, GTK_TYPE_WIDGET)

static void start_survey (ExmProblemsView *self);
static void queue_cards (ExmProblemsView *self);

/* --- cards ------------------------------------------------------------------------------ */

/* What has the focus, to be found again in cards that are made anew. */
typedef struct
{
  char *code; /* of its card; NULL: none has it */
  char *part;
  guint at; /* which card that is */
} Place;

static void
place_clear (Place *place)
{
  g_free (place->code);
  g_free (place->part);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static Place
dup_focused (ExmProblemsView *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *card = focus != NULL ? gtk_widget_get_ancestor (focus, EXM_TYPE_PROBLEM_CARD) : NULL;
  guint      at = 0;

  if (card == NULL || !gtk_widget_is_ancestor (card, self->cards))
    return (Place){ NULL, NULL, 0 };
  for (GtkWidget *before = gtk_widget_get_prev_sibling (card); before != NULL; before = gtk_widget_get_prev_sibling (before))
    at++;
  return (Place){ g_strdup (exm_problem_card_get_code (EXM_PROBLEM_CARD (card))), g_strdup (exm_problem_card_get_focused (EXM_PROBLEM_CARD (card))), at };
}

/* To the same card, or, where that is gone, to the one that stands in its place now. */
static void
restore_focus (ExmProblemsView *self,
               const char      *code,
               const char      *part,
               guint            at)
{
  GtkWidget *card;

  for (card = gtk_widget_get_first_child (self->cards); card != NULL; card = gtk_widget_get_next_sibling (card))
    if (g_str_equal (exm_problem_card_get_code (EXM_PROBLEM_CARD (card)), code))
      {
        exm_problem_card_focus (EXM_PROBLEM_CARD (card), part);
        return;
      }
  card = gtk_widget_get_first_child (self->cards);
  for (; at > 0 && card != NULL && gtk_widget_get_next_sibling (card) != NULL; at--)
    card = gtk_widget_get_next_sibling (card);
  if (card != NULL)
    exm_problem_card_focus (EXM_PROBLEM_CARD (card), NULL);
}

static void
take_off (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (parent != NULL)
    gtk_box_remove (GTK_BOX (parent), widget);
}

static void
clear_cards (ExmProblemsView *self)
{
  GtkWidget *child;

  take_off (self->rare);
  take_off (self->quarantine);
  while ((child = gtk_widget_get_first_child (self->cards)) != NULL)
    gtk_box_remove (GTK_BOX (self->cards), child);
}

/* What has the keyboard and goes from the old card to the new one. */
static GtkWidget *
get_kept_focus (ExmProblemsView *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (gtk_widget_is_ancestor (focus, self->rare) || gtk_widget_is_ancestor (focus, self->quarantine)) ? focus : NULL;
}

/* Where there is nothing yet, nothing is in order either. */
static void
tell_empty (ExmProblemsView *self)
{
  gboolean has_posts = exm_dataset_get_stats (self->dataset)->n_examples > 0;

  adw_status_page_set_icon_name (self->empty, has_posts ? "emblem-ok-symbolic" : "exm-review-symbolic");
  adw_status_page_set_title (self->empty, has_posts ? _ ("No Problems Found") : _ ("No Posts Yet"));
  adw_status_page_set_description (self->empty, has_posts ? _ ("No conflicts, no like posts, no personal data and no strange characters")
                                                          : _ ("Add posts, and what is wrong with them is told here, with what helps."));
}

/* A button between press and click. GTK clicks a quarter of a second after the key, and
 * with the pointer when it is let go; one that is taken off in between is never clicked. */
static gboolean
is_pressed (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) &&
      ((gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_ACTIVE) != 0 || gtk_widget_has_css_class (widget, "keyboard-activating")))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_pressed (child))
      return TRUE;
  return FALSE;
}

static void
show_cards (ExmProblemsView *self,
            gboolean         from_top)
{
  g_auto (Place) focused = { NULL, NULL, 0 };
  GtkWidget *kept;
  gboolean   is_empty;

  if (self->dataset != NULL && is_pressed (self->cards))
    {
      self->is_from_top = self->is_from_top || from_top;
      queue_cards (self);
      return;
    }
  from_top = from_top || self->is_from_top;
  self->is_from_top = FALSE;
  focused = dup_focused (self);
  kept = get_kept_focus (self);
  clear_cards (self);
  if (self->dataset == NULL)
    return;
  _exm_problems_view_add_cards (self);
  g_free (self->outline);
  self->outline = _exm_problems_view_dup_outline (self);
  if ((kept == NULL || !gtk_widget_grab_focus (kept)) && focused.code != NULL)
    restore_focus (self, from_top ? "" : focused.code, focused.part, from_top ? 0 : focused.at);
  tell_empty (self);
  is_empty = gtk_widget_get_first_child (self->cards) == NULL && self->survey != NULL && self->cancellable == NULL;
  if (!g_str_equal (gtk_stack_get_visible_child_name (self->stack), "resolver"))
    gtk_stack_set_visible_child_name (self->stack, is_empty ? "empty" : "list");
}

static gboolean
cards_timeout (gpointer data)
{
  ExmProblemsView *self = data;

  self->cards_source = 0;
  show_cards (self, FALSE);
  return G_SOURCE_REMOVE;
}

/* Once in a while, however many edits come. */
static void
queue_cards (ExmProblemsView *self)
{
  if (self->cards_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->cards_source = g_timeout_add (CARDS_DELAY, cards_timeout, self);
}

/* --- the survey ------------------------------------------------------------------------------ */

static void
set_looking (ExmProblemsView *self,
             gboolean         looking)
{
  gtk_widget_set_visible (self->looking, looking);
  if (looking)
    gtk_progress_bar_set_fraction (self->progress, 0);
}

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  ExmProblemsView *self = user_data;

  gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
survey_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (ExmProblemsView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmSurvey) survey = exm_survey_read_finish (EXM_DATASET (source), result, &error);
  gboolean is_first;

  /* A newer one is on its way, or none is wanted. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->dataset != (ExmDataset *)source)
    return;
  g_clear_object (&self->cancellable);
  set_looking (self, FALSE);
  if (survey == NULL)
    {
      self->is_given_up = TRUE;
      exm_feedback_error (GTK_WIDGET (self), _ ("The posts could not be looked through"), error);
      return;
    }
  /* The first one may bring graver cards than those that were there. */
  is_first = self->survey == NULL;
  g_clear_pointer (&self->survey, exm_survey_unref);
  self->survey = g_steal_pointer (&survey);
  show_cards (self, is_first);
}

static void
stop_survey (ExmProblemsView *self)
{
  g_clear_handle_id (&self->survey_source, g_source_remove);
  if (self->cancellable != NULL)
    {
      g_cancellable_cancel (self->cancellable);
      g_clear_object (&self->cancellable);
      self->is_stale = TRUE;
    }
  set_looking (self, FALSE);
}

static void
start_survey (ExmProblemsView *self)
{
  stop_survey (self);
  self->cancellable = g_cancellable_new ();
  self->is_stale = FALSE;
  self->is_given_up = FALSE;
  set_looking (self, TRUE);
  exm_survey_read_async (self->dataset, self->cancellable, progress_cb, self, survey_cb, g_object_ref (self));
}

void
_exm_problems_view_look_again (ExmProblemsView *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    start_survey (self);
  else
    self->is_stale = TRUE;
}

static gboolean
survey_timeout (gpointer data)
{
  ExmProblemsView *self = data;

  self->survey_source = 0;
  start_survey (self);
  return G_SOURCE_REMOVE;
}

static void
queue_survey (ExmProblemsView *self)
{
  g_clear_handle_id (&self->survey_source, g_source_remove);
  if (self->dataset != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->survey_source = g_timeout_add (SURVEY_DELAY, survey_timeout, self);
}

static void
give_up_cb (ExmProblemsView *self)
{
  stop_survey (self);
  self->is_given_up = TRUE;
  queue_cards (self);
}

/* --- what happens around it --------------------------------------------------------------------- */

static void
changed_cb (ExmProblemsView *self,
            const ExmChange *change)
{
  /* What posts say is the same: the cards alone may say something else. As a rule they do
   * not, and the one in which a box was ticked stays where it is on the screen. */
  if (change->task && !change->all_rows && !change->structure && !change->labels && change->n_rows == 0)
    {
      g_autofree char *outline = _exm_problems_view_dup_outline (self);

      if (g_strcmp0 (outline, self->outline) != 0)
        queue_cards (self);
      return;
    }
  self->is_stale = TRUE;
  stop_survey (self);
  /* While one decides, the groups stay as they were. */
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "resolver"))
    return;
  queue_cards (self);
  queue_survey (self);
}

static void
resolver_closed_cb (ExmProblemsView *self)
{
  exm_near_resolver_stop (self->resolver);
  gtk_stack_set_visible_child_name (self->stack, "list");
  if (self->dataset == NULL)
    return;
  start_survey (self);
  show_cards (self, FALSE);
  restore_focus (self, exm_near_resolver_get_code (self->resolver), NULL, 0);
}

static void
exm_problems_view_map (GtkWidget *widget)
{
  ExmProblemsView *self = EXM_PROBLEMS_VIEW (widget);

  GTK_WIDGET_CLASS (exm_problems_view_parent_class)->map (widget);
  if (self->dataset == NULL)
    return;
  if ((self->survey == NULL || self->is_stale) && self->cancellable == NULL && !self->is_given_up)
    start_survey (self);
  show_cards (self, FALSE);
}

static void
exm_problems_view_unmap (GtkWidget *widget)
{
  ExmProblemsView *self = EXM_PROBLEMS_VIEW (widget);

  stop_survey (self);
  g_clear_handle_id (&self->cards_source, g_source_remove);
  GTK_WIDGET_CLASS (exm_problems_view_parent_class)->unmap (widget);
}

void
exm_problems_view_set_dataset (ExmProblemsView *self,
                               ExmDataset      *dataset)
{
  g_return_if_fail (EXM_IS_PROBLEMS_VIEW (self));

  if (self->dataset == dataset)
    return;
  stop_survey (self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  exm_near_resolver_stop (self->resolver);
  g_clear_pointer (&self->survey, exm_survey_unref);
  self->is_stale = FALSE;
  self->is_given_up = FALSE;
  self->personal_kinds = EXM_PERSONAL_GRAVE;
  clear_cards (self);
  g_clear_pointer (&self->outline, g_free);
  gtk_stack_set_visible_child_name (self->stack, "list");
  g_set_object (&self->dataset, dataset);
  exm_rare_box_set_dataset (EXM_RARE_BOX (self->rare), dataset);
  exm_quarantine_box_set_dataset (EXM_QUARANTINE_BOX (self->quarantine), dataset);
  if (dataset == NULL)
    return;
  g_signal_connect_object (dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  start_survey (self);
  show_cards (self, FALSE);
}

/* --- object ------------------------------------------------------------------------------------ */

static void
exm_problems_view_dispose (GObject *object)
{
  ExmProblemsView *self = EXM_PROBLEMS_VIEW (object);

  if (self->stack != NULL)
    exm_problems_view_set_dataset (self, NULL);
  g_clear_handle_id (&self->cards_source, g_source_remove);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->rare);
  g_clear_object (&self->quarantine);

  G_OBJECT_CLASS (exm_problems_view_parent_class)->dispose (object);
}

static void
exm_problems_view_class_init (ExmProblemsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_problems_view_dispose;
  GTK_WIDGET_CLASS (klass)->map = exm_problems_view_map;
  GTK_WIDGET_CLASS (klass)->unmap = exm_problems_view_unmap;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
make_looking (ExmProblemsView *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (_ ("Looking through all posts…"));
  GtkWidget *stop = gtk_button_new_with_label (_ ("Stop"));

  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->progress), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->progress), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Looking through all posts…"), -1);
  g_signal_connect_object (stop, "clicked", G_CALLBACK (give_up_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (line), stop);
  gtk_widget_set_visible (line, FALSE);
  return line;
}

static void
exm_problems_view_init (ExmProblemsView *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *empty = adw_status_page_new ();

  self->cards = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->rare = g_object_ref_sink (exm_rare_box_new ());
  self->quarantine = g_object_ref_sink (exm_quarantine_box_new ());
  self->looking = make_looking (self);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_margin_top (self->box, 6);
  gtk_widget_set_margin_bottom (self->box, 12);
  gtk_widget_set_margin_start (self->box, 12);
  gtk_widget_set_margin_end (self->box, 12);
  gtk_box_append (GTK_BOX (self->box), self->looking);
  gtk_box_append (GTK_BOX (self->box), self->cards);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 860);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);

  self->empty = ADW_STATUS_PAGE (empty);

  self->resolver = EXM_NEAR_RESOLVER (exm_near_resolver_new ());
  g_signal_connect_object (self->resolver, "closed", G_CALLBACK (resolver_closed_cb), self, G_CONNECT_SWAPPED);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, scrolled, "list");
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->resolver), "resolver");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}

GtkWidget *
exm_problems_view_new (void)
{
  return g_object_new (EXM_TYPE_PROBLEMS_VIEW, NULL);
}
