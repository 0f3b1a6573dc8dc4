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
#include "exm-peek.h"
#include "exm-review-marks.h"
#include "exm-show-rows.h"

/* Of a phrase that thousands post the first few of each answer are read, or the first
 * few posts that one could be kept of; the table shows all of a group. What is
 * decided holds for all. */
#define CHOICES 20

struct _ExmNearResolver
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmSurvey    *survey;
  ExmResolve    what;
  gboolean      is_busy; /* a decision is on its way to the disk */
  guint         at;      /* of the groups */
  GHashTable   *decided;
  GPtrArray    *rows;    /* of ExmPeekRow: members of the group shown; NULL = on their way */
  GArray       *choices; /* of guint: for each the row that stands for it */
  GCancellable *cancellable;

  GtkWidget *box;
  GtkLabel  *title;
  GtkWidget *former;
  GtkWidget *next;
  GtkWidget *list;
  GtkWidget *keep;
  GtkLabel  *hint;
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

static gboolean
is_conflict (ExmNearResolver *self)
{
  return exm_near_rows_is_conflict (self->survey->near, get_group (self));
}

static const ExmRowId *
get_members (ExmNearResolver *self,
             gsize           *n_ids)
{
  return exm_survey_get_group (self->survey, get_group (self), n_ids);
}

/* --- from group to group ------------------------------------------------------------ */

static void
go (ExmNearResolver *self,
    int              step)
{
  GArray *groups = get_groups (self);

  if (self->is_busy || (step < 0 && self->at == 0) || (step > 0 && self->at + 1 >= groups->len))
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

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (ExmNearResolver) self = user_data;

  self->is_busy = FALSE;
  if (self->survey == NULL)
    return;
  if (exm_feedback_run_finish (result) != NULL)
    go_on (self);
  else
    show_group (self);
}

/* --- deciding ------------------------------------------------------------------------- */

static void
choose (ExmNearResolver *self,
        guint            choice)
{
  g_autoptr (ExmTarget) target = NULL;
  g_autofree ExmRowId *others = NULL;
  const ExmRowId      *ids;
  const ExmPeekRow    *row;
  ExmCommand          *command;
  gsize                n_ids;
  gsize                n = 0;

  if (self->rows == NULL || choice >= self->choices->len)
    return;
  row = self->rows->pdata[g_array_index (self->choices, guint, choice)];
  ids = get_members (self, &n_ids);
  others = g_new (ExmRowId, n_ids);
  for (gsize i = 0; i < n_ids; i++)
    if (is_conflict (self) || ids[i] != row->id)
      others[n++] = ids[i];
  target = exm_target_new_rows (others, n);
  if (!is_conflict (self))
    command = exm_command_new_delete (target);
  else if (row->label != 0)
    command = exm_command_new_set_label (target, row->label);
  else
    command = exm_command_new_set_output (target, row->answer);
  /* No second key for the same group while this one is under way. */
  self->is_busy = TRUE;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  exm_feedback_run_full (GTK_WIDGET (self), self->dataset, command, EXM_RUN_TOAST, ran_cb, g_object_ref (self));
}

typedef struct
{
  guint64  key;
  gboolean again; /* it may be asked again */
} Keeping;

static void
keep_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Keeping *keeping = task_data;
  GError        *error = NULL;

  if (keeping->again ? exm_kept_remove_sync (source, &keeping->key, 1, &error) : exm_kept_add_sync (source, keeping->key, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ExmNearResolver) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_busy = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    exm_feedback_error (GTK_WIDGET (self), _ ("This could not be kept in mind"), error);
  if (self->survey != NULL && error == NULL)
    go_on (self);
  else if (self->survey != NULL)
    show_group (self);
}

/* Or, of groups that are kept, the opposite. */
static void
keep_all (ExmNearResolver *self)
{
  g_autoptr (GTask) task = NULL;
  const ExmRowId *ids;
  Keeping         keeping = { 0, self->what == EXM_RESOLVE_KEPT };
  gsize           n_ids;

  if (self->rows == NULL)
    return;
  ids = get_members (self, &n_ids);
  keeping.key = exm_kept_key (ids, n_ids);
  self->is_busy = TRUE;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  task = g_task_new (self->dataset, NULL, kept_cb, g_object_ref (self));
  g_task_set_task_data (task, g_memdup2 (&keeping, sizeof keeping), g_free);
  g_task_run_in_thread (task, keep_thread);
}

/* --- a group ---------------------------------------------------------------------------- */

static void
choice_clicked_cb (ExmNearResolver *self,
                   GtkButton       *button)
{
  choose (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "exm-choice")));
}

/* Of a conflict one choice for each answer; else one for each post. */
static void
find_choices (ExmNearResolver *self)
{
  g_array_set_size (self->choices, 0);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const ExmPeekRow *row = self->rows->pdata[i];
      gboolean          known = is_conflict (self) && *row->answer == '\0';

      for (guint k = 0; k < self->choices->len && is_conflict (self) && !known; k++)
        known = g_str_equal (((ExmPeekRow *)self->rows->pdata[g_array_index (self->choices, guint, k)])->answer, row->answer);
      if (!known)
        g_array_append_val (self->choices, i);
    }
}

/* How many of a conflict's posts answer as this one did when they were looked through. */
static guint
count_alike (ExmNearResolver *self,
             ExmRowId         id)
{
  const ExmNearGroups *groups = self->survey->near->groups;
  const guint64       *outputs = self->survey->near->outputs + groups->starts[get_group (self)];
  gsize                n_ids;
  const ExmRowId      *ids = get_members (self, &n_ids);
  gsize                of = 0;
  guint                n = 0;

  while (of < n_ids && ids[of] != id)
    of++;
  for (gsize i = 0; i < n_ids && of < n_ids; i++)
    n += outputs[i] == outputs[of];
  return n;
}

/* Of a conflict the first few posts of each answer, wherever in the group they stand. */
static ExmQuery *
new_sample (ExmNearResolver *self)
{
  const ExmNearGroups *groups = self->survey->near->groups;
  const guint64       *outputs = self->survey->near->outputs + groups->starts[get_group (self)];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, NULL);
  g_autoptr (GArray) sample = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  gsize           n_ids;
  const ExmRowId *ids = get_members (self, &n_ids);

  for (gsize i = 0; i < n_ids; i++)
    {
      guint n = is_conflict (self) ? GPOINTER_TO_UINT (g_hash_table_lookup (seen, &outputs[i])) : 0;

      if (is_conflict (self) ? n >= EXM_NEAR_CHOICE_POSTS || (n == 0 && g_hash_table_size (seen) > CHOICES) : sample->len >= CHOICES)
        continue;
      g_hash_table_insert (seen, (gpointer)&outputs[i], GUINT_TO_POINTER (n + 1));
      g_array_append_val (sample, ids[i]);
    }
  return exm_query_new_rows ((const ExmRowId *)(gpointer)sample->data, sample->len);
}

static void
clear_list (ExmNearResolver *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->list), child);
}

static void
peek_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ExmNearResolver) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = exm_peek_finish (EXM_DATASET (source), result, &error);

  if (rows == NULL || self->survey == NULL || self->dataset != (ExmDataset *)source)
    {
      if (rows == NULL)
        exm_feedback_error (GTK_WIDGET (self), _ ("The posts could not be read"), error);
      return;
    }
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->rows = g_steal_pointer (&rows);
  find_choices (self);
  clear_list (self);
  for (guint i = 0; i < self->choices->len && i < CHOICES; i++)
    {
      GtkWidget *button;
      guint      row = g_array_index (self->choices, guint, i);
      guint      n_alike = count_alike (self, ((ExmPeekRow *)self->rows->pdata[row])->id);

      gtk_flow_box_append (GTK_FLOW_BOX (self->list),
                           exm_near_choice_new (self->dataset, self->rows, row, is_conflict (self), n_alike, i + 1, &button));
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
  g_autoptr (ExmQuery) query = new_sample (self);

  if (self->what == EXM_RESOLVE_CONFLICTS)
    /* Translators: which one, of how many */
    title = g_strdup_printf (_ ("Conflict %u of %u"), self->at + 1, groups->len);
  else
    title = g_strdup_printf (_ ("Like Posts, Group %u of %u"), self->at + 1, groups->len);
  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_button_set_label (GTK_BUTTON (self->keep), self->what == EXM_RESOLVE_KEPT ? _ ("K  Ask Again") : _ ("K  Keep All"));
  if (self->what == EXM_RESOLVE_KEPT)
    gtk_label_set_text (self->hint, is_conflict (self) ? _ ("These keep their different labels. K asks about them again; a number gives all of them the same label.")
                                                       : _ ("These are all kept. K asks about them again; a number keeps that post and deletes the others."));
  else
    gtk_label_set_text (self->hint, is_conflict (self) ? _ ("A number gives all posts of this group the same label. K keeps their labels as they are, and this is not asked again.")
                                                       : _ ("A number keeps that post and deletes the others. K keeps all, and this is not asked again."));
  gtk_widget_set_sensitive (self->former, self->at > 0);
  gtk_widget_set_sensitive (self->next, self->at + 1 < groups->len);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  exm_peek_async (self->dataset, query, CHOICES * EXM_NEAR_CHOICE_POSTS + EXM_NEAR_CHOICE_POSTS, self->cancellable, peek_cb, g_object_ref (self));
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
  self->is_busy = FALSE;
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
  g_clear_pointer (&self->rows, g_ptr_array_unref);
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
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (exm_near_resolver_parent_class)->dispose (object);
}

static void
exm_near_resolver_finalize (GObject *object)
{
  ExmNearResolver *self = EXM_NEAR_RESOLVER (object);

  g_hash_table_unref (self->decided);
  g_array_unref (self->choices);
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

static void
exm_near_resolver_init (ExmNearResolver *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget          *scrolled = gtk_scrolled_window_new ();

  self->decided = g_hash_table_new (NULL, NULL);
  self->choices = g_array_new (FALSE, FALSE, sizeof (guint));
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
