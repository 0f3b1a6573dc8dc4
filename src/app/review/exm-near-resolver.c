/* exm-near-resolver.c - like posts side by side: one key decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-near-resolver.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-near-choice.h"
#include "exm-near-group.h"
#include "exm-show-rows.h"

/* A decision that takes longer (ms) is said to be under way, and can be stopped. */
#define PATIENCE 400

struct _ExmNearResolver
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmSurvey    *survey;
  ExmResolve    what;
  guint         at; /* of the groups */
  GHashTable   *decided;
  ExmNearGroup *shown;       /* NULL = on its way, or a decision is */
  GCancellable *cancellable; /* of the reading */
  GCancellable *deciding;    /* of a decision on its way to the disk; NULL = none is */
  guint         patience_source;

  GtkWidget *box;
  GtkLabel  *title;
  GtkWidget *former;
  GtkWidget *next;
  GtkWidget *list;
  GtkWidget *keep;
  GtkLabel  *hint;
  GtkWidget *waiting; /* that a decision is under way */
};

enum
{
  SIGNAL_CLOSED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmNearResolver, exm_near_resolver, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static void show_group (ExmNearResolver *self);

static GArray *
get_groups (ExmNearResolver *self)
{
  switch (self->what)
    {
    case EXM_RESOLVE_CONFLICTS:
      return self->survey->conflicts;
    case EXM_RESOLVE_REPEATS:
      return self->survey->repeats;
    case EXM_RESOLVE_KEPT:
    default:
      return self->survey->kept;
    }
}

static guint
get_group (ExmNearResolver *self)
{
  return g_array_index (get_groups (self), guint, self->at);
}

static const ExmRowId *
get_members (ExmNearResolver *self,
             gsize           *n_ids)
{
  return exm_survey_get_group (self->survey, get_group (self), n_ids);
}

/* --- while a decision is under way -------------------------------------------------- */

static gboolean
patience_cb (gpointer data)
{
  ExmNearResolver *self = data;

  self->patience_source = 0;
  gtk_widget_set_visible (self->waiting, TRUE);
  return G_SOURCE_REMOVE;
}

/* No second key for the same group meanwhile. */
static void
begin_deciding (ExmNearResolver *self)
{
  self->deciding = g_cancellable_new ();
  self->patience_source = g_timeout_add (PATIENCE, patience_cb, self);
  g_clear_pointer (&self->shown, exm_near_group_free);
}

static void
end_deciding (ExmNearResolver *self)
{
  g_clear_object (&self->deciding);
  g_clear_handle_id (&self->patience_source, g_source_remove);
  if (self->waiting != NULL)
    gtk_widget_set_visible (self->waiting, FALSE);
}

static void
stop_deciding_cb (ExmNearResolver *self)
{
  g_cancellable_cancel (self->deciding);
}

/* --- from group to group ------------------------------------------------------------ */

static void
go (ExmNearResolver *self,
    int              step)
{
  GArray *groups = get_groups (self);

  if (self->deciding != NULL || (step < 0 && self->at == 0) || (step > 0 && self->at + 1 >= groups->len))
    return;
  self->at = (guint)((int)self->at + step);
  show_group (self);
}

/* To the next group that waits, from here on and then from the beginning. */
static void
go_on (ExmNearResolver *self)
{
  GArray *groups = get_groups (self);

  g_hash_table_add (self->decided, GUINT_TO_POINTER (self->at));
  for (guint i = 1; i <= groups->len; i++)
    {
      guint at = (self->at + i) % groups->len;

      if (g_hash_table_contains (self->decided, GUINT_TO_POINTER (at)))
        continue;
      self->at = at;
      show_group (self);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* --- deciding ------------------------------------------------------------------------- */

/* Who went away while it was under way begins elsewhere. */
typedef struct
{
  ExmNearResolver *resolver;
  GCancellable    *deciding;
} Decision;

static Decision *
decision_new (ExmNearResolver *self)
{
  Decision *decision = g_new0 (Decision, 1);

  begin_deciding (self);
  decision->resolver = g_object_ref (self);
  decision->deciding = g_object_ref (self->deciding);
  return decision;
}

static void
decision_end (Decision *decision,
              gboolean  done)
{
  ExmNearResolver *self = decision->resolver;

  if (self->deciding == decision->deciding)
    {
      end_deciding (self);
      if (done)
        go_on (self);
      else
        show_group (self);
    }
  g_object_unref (decision->deciding);
  g_object_unref (decision->resolver);
  g_free (decision);
}

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  decision_end (user_data, exm_feedback_run_finish (result) != NULL);
}

/* What was decided is done, also when the user has gone on meanwhile. */
static void
command_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Decision   *decision = user_data;
  ExmCommand *command = exm_near_group_command_finish (EXM_DATASET (source), result, NULL);

  if (command != NULL)
    exm_feedback_run_full (GTK_WIDGET (decision->resolver), EXM_DATASET (source), command, EXM_RUN_TOAST,
                           decision->deciding, ran_cb, decision);
  else
    decision_end (decision, FALSE);
}

static void
choose (ExmNearResolver *self,
        guint            choice)
{
  g_autoptr (ExmNearGroup) shown = NULL;
  Decision *decision;

  if (self->shown == NULL || choice >= self->shown->choices->len)
    return;
  shown = g_steal_pointer (&self->shown);
  decision = decision_new (self);
  exm_near_group_command_async (self->dataset, self->survey, get_group (self),
                                shown->rows->pdata[g_array_index (shown->choices, guint, choice)],
                                self->deciding, command_cb, decision);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Decision *decision = user_data;
  g_autoptr (GError) error = NULL;

  if (!exm_near_group_keep_finish (EXM_DATASET (source), result, &error))
    exm_feedback_error (GTK_WIDGET (decision->resolver), _ ("This could not be kept in mind"), error);
  decision_end (decision, error == NULL);
}

/* Or, of groups that are kept, the opposite. */
static void
keep_all (ExmNearResolver *self)
{
  if (self->shown == NULL)
    return;
  exm_near_group_keep_async (self->dataset, self->survey, get_group (self), self->what == EXM_RESOLVE_KEPT,
                             kept_cb, decision_new (self));
}

/* --- a group ---------------------------------------------------------------------------- */

static void
choice_clicked_cb (ExmNearResolver *self,
                   GtkButton       *button)
{
  choose (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "exm-choice")));
}

static void
clear_list (ExmNearResolver *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->list), child);
}

static const char *
get_hint (ExmNearResolver *self)
{
  gboolean is_conflict = self->shown->is_conflict;

  if (self->what == EXM_RESOLVE_KEPT)
    return is_conflict ? _ ("These keep their different labels. K asks about them again; a number gives all of them the same label.")
                       : _ ("These are all kept. K asks about them again; a number keeps that post and deletes the others.");
  return is_conflict ? _ ("A number gives all posts of this group the same label. K keeps their labels as they are, and this is not asked again.")
                     : _ ("A number keeps that post and deletes the others. K keeps all, and this is not asked again.");
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ExmNearResolver) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmNearGroup) shown = exm_near_group_read_finish (EXM_DATASET (source), result, &error);

  if (shown == NULL || self->survey == NULL || self->dataset != (ExmDataset *)source)
    {
      if (shown == NULL)
        exm_feedback_error (GTK_WIDGET (self), _ ("The posts could not be read"), error);
      return;
    }
  g_clear_pointer (&self->shown, exm_near_group_free);
  self->shown = g_steal_pointer (&shown);
  gtk_label_set_text (self->hint, get_hint (self));
  clear_list (self);
  for (guint i = 0; i < self->shown->choices->len && i < EXM_NEAR_CHOICES; i++)
    {
      GtkWidget *button;
      guint      row = g_array_index (self->shown->choices, guint, i);
      guint      n_alike = g_array_index (self->shown->n_alike, guint, i);

      gtk_flow_box_append (GTK_FLOW_BOX (self->list),
                           exm_near_choice_new (self->dataset, self->shown->rows, row, self->shown->is_conflict, n_alike, i + 1, &button));
      g_object_set_data (G_OBJECT (button), "exm-choice", GUINT_TO_POINTER (i));
      g_signal_connect_object (button, "clicked", G_CALLBACK (choice_clicked_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_set_focusable (gtk_widget_get_last_child (self->list), FALSE);
    }
  gtk_widget_child_focus (self->list, GTK_DIR_TAB_FORWARD);
}

static void
show_group (ExmNearResolver *self)
{
  GArray          *groups = get_groups (self);
  g_autofree char *title = NULL;

  if (self->what == EXM_RESOLVE_CONFLICTS)
    /* Translators: which one, of how many */
    title = g_strdup_printf (_ ("Conflict %u of %u"), self->at + 1, groups->len);
  else
    title = g_strdup_printf (_ ("Like Posts, Group %u of %u"), self->at + 1, groups->len);
  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_button_set_label (GTK_BUTTON (self->keep), self->what == EXM_RESOLVE_KEPT ? _ ("K  Ask Again") : _ ("K  Keep All"));
  gtk_widget_set_sensitive (self->former, self->at > 0);
  gtk_widget_set_sensitive (self->next, self->at + 1 < groups->len);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->shown, exm_near_group_free);
  exm_near_group_read_async (self->dataset, self->survey, get_group (self), self->cancellable, read_cb, g_object_ref (self));
}

const char *
exm_near_resolver_get_code (ExmNearResolver *self)
{
  static const char *const codes[] = { "near-conflict", "near-duplicate", "kept" };

  g_return_val_if_fail (EXM_IS_NEAR_RESOLVER (self), NULL);

  return codes[self->what];
}

/* --- keys and buttons ------------------------------------------------------------------- */

static void
close_cb (ExmNearResolver *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Every post of the group, however many. */
static void
show_posts_cb (ExmNearResolver *self)
{
  gsize           n_ids;
  const ExmRowId *ids;
  g_autoptr (ExmQuery) query = NULL;

  if (self->survey == NULL)
    return;
  ids = get_members (self, &n_ids);
  query = exm_query_new_rows (ids, n_ids);
  exm_show_rows (GTK_WIDGET (self), query, gtk_label_get_text (self->title));
}

static void
former_cb (ExmNearResolver *self)
{
  go (self, -1);
}

static void
next_cb (ExmNearResolver *self)
{
  go (self, 1);
}

static gboolean
key_cb (ExmNearResolver *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || self->survey == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval >= GDK_KEY_1 && keyval <= GDK_KEY_9)
    choose (self, keyval - GDK_KEY_1);
  else if (keyval >= GDK_KEY_KP_1 && keyval <= GDK_KEY_KP_9)
    choose (self, keyval - GDK_KEY_KP_1);
  else if (keyval == GDK_KEY_k || keyval == GDK_KEY_K)
    keep_all (self);
  else if (keyval == GDK_KEY_Right || keyval == GDK_KEY_Left)
    go (self, (keyval == GDK_KEY_Right) != is_rtl ? 1 : -1);
  else if (keyval == GDK_KEY_Escape)
    close_cb (self);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
exm_near_resolver_start (ExmNearResolver *self,
                         ExmDataset      *dataset,
                         ExmSurvey       *survey,
                         ExmResolve       what)
{
  g_return_if_fail (EXM_IS_NEAR_RESOLVER (self));

  exm_near_resolver_stop (self);
  self->dataset = g_object_ref (dataset);
  self->survey = exm_survey_ref (survey);
  self->what = what;
  self->at = 0;
  if (get_groups (self)->len > 0)
    show_group (self);
}

void
exm_near_resolver_stop (ExmNearResolver *self)
{
  g_return_if_fail (EXM_IS_NEAR_RESOLVER (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->survey, exm_survey_unref);
  g_clear_pointer (&self->shown, exm_near_group_free);
  /* A decision that was taken goes on. */
  end_deciding (self);
  g_hash_table_remove_all (self->decided);
  if (self->list != NULL)
    clear_list (self);
}

/* --- object ------------------------------------------------------------------------------- */

static void
exm_near_resolver_dispose (GObject *object)
{
  ExmNearResolver *self = EXM_NEAR_RESOLVER (object);

  exm_near_resolver_stop (self);
  self->list = NULL;
  self->waiting = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (exm_near_resolver_parent_class)->dispose (object);
}

static void
exm_near_resolver_finalize (GObject *object)
{
  ExmNearResolver *self = EXM_NEAR_RESOLVER (object);

  g_hash_table_unref (self->decided);
  G_OBJECT_CLASS (exm_near_resolver_parent_class)->finalize (object);
}

static void
exm_near_resolver_class_init (ExmNearResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_near_resolver_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_near_resolver_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
add_button (ExmNearResolver *self,
            GtkWidget       *box,
            const char      *icon,
            const char      *text,
            GCallback        callback)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_label (text);

  if (icon != NULL)
    {
      gtk_widget_set_tooltip_text (button, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_bar (ExmNearResolver *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  add_button (self, bar, "go-up-symbolic", _ ("Back to the Problems"), G_CALLBACK (close_cb));
  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->title));
  self->former = add_button (self, bar, "go-previous-symbolic", _ ("Former Group"), G_CALLBACK (former_cb));
  self->next = add_button (self, bar, "go-next-symbolic", _ ("Next Group"), G_CALLBACK (next_cb));
  add_button (self, bar, "view-list-symbolic", _ ("Show All Posts of This Group"), G_CALLBACK (show_posts_cb));
  self->keep = add_button (self, bar, NULL, _ ("K  Keep All"), G_CALLBACK (keep_all));
  return bar;
}

static GtkWidget *
make_waiting (ExmNearResolver *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_box_append (GTK_BOX (line), spinner);
  gtk_box_append (GTK_BOX (line), gtk_label_new (_ ("Writing this for all posts of the group…")));
  add_button (self, line, NULL, _ ("Stop"), G_CALLBACK (stop_deciding_cb));
  gtk_widget_set_visible (line, FALSE);
  return line;
}

static void
exm_near_resolver_init (ExmNearResolver *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget          *scrolled = gtk_scrolled_window_new ();

  self->decided = g_hash_table_new (NULL, NULL);
  self->list = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->list), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (self->list), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->list), 3);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->list), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->list), 12);
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);

  self->hint = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->hint, TRUE);
  gtk_label_set_xalign (self->hint, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint), "dim-label");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_margin_start (self->box, 12);
  gtk_widget_set_margin_end (self->box, 12);
  gtk_widget_set_margin_bottom (self->box, 12);
  gtk_box_append (GTK_BOX (self->box), make_bar (self));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->hint));
  self->waiting = make_waiting (self);
  gtk_box_append (GTK_BOX (self->box), self->waiting);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
exm_near_resolver_new (void)
{
  return g_object_new (EXM_TYPE_NEAR_RESOLVER, NULL);
}
