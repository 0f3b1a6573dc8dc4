/* exm-filter-bar.c - search and filters over the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-filter-bar-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-label-picker.h"
#include "exm-told.h"

enum
{
  PROP_0,
  PROP_OPEN,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmFilterBar, exm_filter_bar, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

/* --- the query -------------------------------------------------------------------------- */

ExmQuery *
exm_filter_bar_dup_query (ExmFilterBar *self)
{
  g_return_val_if_fail (EXM_IS_FILTER_BAR (self), NULL);

  ExmQuery        *query = self->given != NULL ? exm_query_copy (self->given) : exm_query_new ();
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  if (*text != '\0')
    query->text = g_steal_pointer (&text);
  query->states = self->states;
  if (self->problem != EXM_PROBLEM_NONE)
    query->problem = self->problem;
  if (self->labels->len > 0)
    {
      query->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
      g_array_append_vals (query->labels, self->labels->data, self->labels->len);
    }
  return query;
}

/* Whether some label bears the name, or begins with it. */
static gboolean
exm_filter_bar_knows_label (ExmFilterBar *self,
                            const char   *name)
{
  GListModel      *labels = exm_dataset_get_labels (self->dataset);
  g_autofree char *wanted = g_utf8_casefold (name, -1);

  if (g_ascii_strcasecmp (name, "none") == 0)
    return TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);
      g_autofree char *folded = g_utf8_casefold (exm_label_get_name (label), -1);

      if (g_str_has_prefix (folded, wanted))
        return TRUE;
    }
  return FALSE;
}

/* What cannot be meant is said where it is typed. */
static void
exm_filter_bar_update_errors (ExmFilterBar    *self,
                              const ExmSearch *search)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < search->n_terms; i++)
    {
      const ExmTerm   *term = &search->terms[i];
      g_autofree char *error = g_strdup (term->error);

      if (error == NULL && term->kind == EXM_TERM_LABEL && self->dataset != NULL &&
          !exm_filter_bar_knows_label (self, term->text))
        error = g_strdup_printf (_ ("No label is named “%s” or begins so"), term->text);
      if (error != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", error);
    }
  gtk_label_set_label (self->error_label, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), text->len > 0);
  exm_told_fault (GTK_WIDGET (self->entry), text->len > 0 ? text->str : NULL);
}

static void
exm_filter_bar_update_actions (ExmFilterBar *self)
{
  for (guint i = 0; i < EXM_N_STATES; i++)
    {
      g_autofree char *name = g_strdup_printf ("state-%u", i);

      g_action_group_change_action_state (G_ACTION_GROUP (self->actions), name,
                                          g_variant_new_boolean ((self->states & (1u << i)) != 0));
    }
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "problem",
                                      g_variant_new_int32 ((gint32)self->problem));
}

void
_exm_filter_bar_changed (ExmFilterBar *self)
{
  g_autoptr(ExmSearch) search = NULL;
  g_autoptr(ExmQuery) query = NULL;

  if (self->is_setting)
    return;
  g_free (self->told_text);
  self->told_text = g_strdup (gtk_editable_get_text (self->entry));
  search = exm_search_new (self->told_text);
  query = exm_filter_bar_dup_query (self);
  self->is_setting = TRUE;
  _exm_filter_bar_update_chips (self, search);
  exm_filter_bar_update_errors (self, search);
  exm_filter_bar_update_actions (self);
  self->is_setting = FALSE;
  gtk_widget_set_visible (self->clear_button, search->n_terms > 0 || !exm_query_is_all (query));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
_exm_filter_bar_set_text (ExmFilterBar *self,
                          const char   *text)
{
  gboolean was_setting = self->is_setting;

  self->is_setting = TRUE;
  gtk_editable_set_text (self->entry, text);
  self->is_setting = was_setting;
}

/* Typing: the entry waits a moment; what is the same by then was told already. */
static void
exm_filter_bar_typed_cb (ExmFilterBar *self)
{
  if (g_strcmp0 (self->told_text, gtk_editable_get_text (self->entry)) != 0)
    _exm_filter_bar_changed (self);
}

/* --- states and problems -------------------------------------------------------------------- */

static void
exm_filter_bar_state_cb (GSimpleAction *action,
                         GVariant      *value,
                         ExmFilterBar  *self)
{
  guint bit = 1u << (g_action_get_name (G_ACTION (action))[strlen ("state-")] - '0');

  g_simple_action_set_state (action, value);
  if (self->is_setting)
    return;
  self->states = g_variant_get_boolean (value) ? self->states | bit : self->states & ~bit;
  _exm_filter_bar_changed (self);
}

static void
exm_filter_bar_problem_cb (GSimpleAction *action,
                           GVariant      *value,
                           ExmFilterBar  *self)
{
  ExmProblem problem = (ExmProblem)g_variant_get_int32 (value);

  g_simple_action_set_state (action, value);
  if (self->is_setting)
    return;
  self->problem = problem;
  _exm_filter_bar_changed (self);
}

static void
exm_filter_bar_add_menus (ExmFilterBar *self)
{
  g_autoptr(GMenu) states = g_menu_new ();
  g_autoptr(GMenu) problems = g_menu_new ();
  g_autoptr(GSimpleAction) problem = g_simple_action_new_stateful ("problem", G_VARIANT_TYPE_INT32, g_variant_new_int32 (0));

  self->actions = g_simple_action_group_new ();
  for (guint i = 0; i < EXM_N_STATES; i++)
    {
      g_autofree char *name = g_strdup_printf ("state-%u", i);
      g_autofree char *detailed = g_strdup_printf ("filter.%s", name);
      g_autoptr(GSimpleAction) action = g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (FALSE));

      g_signal_connect_object (action, "change-state", G_CALLBACK (exm_filter_bar_state_cb), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
      g_menu_append (states, exm_state_to_string (i), detailed);
    }
  g_signal_connect_object (problem, "change-state", G_CALLBACK (exm_filter_bar_problem_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (problem));
  g_menu_append (problems, _ ("Any Problem or None"), "filter.problem(0)");
  for (guint i = 1; i < EXM_N_PROBLEMS; i++)
    if (_exm_filter_bar_problem_name (i) != NULL)
      {
        g_autofree char *detailed = g_strdup_printf ("filter.problem(%u)", i);

        g_menu_append (problems, _exm_filter_bar_problem_name (i), detailed);
      }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "filter", G_ACTION_GROUP (self->actions));
  gtk_menu_button_set_menu_model (self->state_button, G_MENU_MODEL (states));
  gtk_menu_button_set_menu_model (self->problem_button, G_MENU_MODEL (problems));
}

/* --- labels -------------------------------------------------------------------------------- */

static gboolean
exm_filter_bar_find_label (ExmFilterBar *self,
                           ExmLabelId    label,
                           guint        *index)
{
  for (guint i = 0; i < self->labels->len; i++)
    if (g_array_index (self->labels, ExmLabelId, i) == label)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

static void
exm_filter_bar_picked_cb (ExmFilterBar *self,
                          guint         label)
{
  ExmLabelId id = (ExmLabelId)label;
  guint      index;

  if (exm_filter_bar_find_label (self, id, &index))
    return;
  g_array_append_val (self->labels, id);
  _exm_filter_bar_changed (self);
}

static void
exm_filter_bar_label_cb (ExmFilterBar *self)
{
  if (self->picker == NULL)
    {
      self->picker = exm_label_picker_new ();
      exm_label_picker_set_can_create (EXM_LABEL_PICKER (self->picker), FALSE);
      gtk_widget_set_parent (self->picker, GTK_WIDGET (self));
      g_signal_connect_swapped (self->picker, "picked", G_CALLBACK (exm_filter_bar_picked_cb), self);
    }

  graphene_rect_t bounds;

  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), self->dataset);
  if (gtk_widget_compute_bounds (self->label_button, GTK_WIDGET (self), &bounds))
    {
      GdkRectangle area = { bounds.origin.x, bounds.origin.y, bounds.size.width, bounds.size.height };

      gtk_popover_set_pointing_to (GTK_POPOVER (self->picker), &area);
    }
  exm_label_picker_open (EXM_LABEL_PICKER (self->picker), 0);
}

/* --- opening and clearing ------------------------------------------------------------------- */

static void
exm_filter_bar_empty (ExmFilterBar *self)
{
  _exm_filter_bar_set_text (self, "");
  g_array_set_size (self->labels, 0);
  self->states = 0;
  self->problem = EXM_PROBLEM_NONE;
  g_clear_pointer (&self->given, exm_query_free);
  g_clear_pointer (&self->given_title, g_free);
}

void
exm_filter_bar_clear (ExmFilterBar *self)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL;

  exm_filter_bar_empty (self);
  _exm_filter_bar_changed (self);
  /* The button that was pressed is gone. */
  if (focused && exm_filter_bar_is_open (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
exm_filter_bar_mode_cb (ExmFilterBar *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    exm_filter_bar_clear (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
}

gboolean
exm_filter_bar_is_open (ExmFilterBar *self)
{
  g_return_val_if_fail (EXM_IS_FILTER_BAR (self), FALSE);

  return gtk_search_bar_get_search_mode (self->search_bar);
}

void
exm_filter_bar_set_open (ExmFilterBar *self,
                         gboolean      open)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  gtk_search_bar_set_search_mode (self->search_bar, open);
}

void
exm_filter_bar_search (ExmFilterBar *self)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
exm_filter_bar_show_problem (ExmFilterBar *self,
                             ExmProblem    problem)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  exm_filter_bar_empty (self);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  self->problem = problem;
  _exm_filter_bar_changed (self);
}

void
exm_filter_bar_show_label (ExmFilterBar *self,
                           ExmLabelId    label)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  exm_filter_bar_empty (self);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  exm_filter_bar_picked_cb (self, label);
}

void
exm_filter_bar_show_query (ExmFilterBar   *self,
                           const ExmQuery *query,
                           const char     *title)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));
  g_return_if_fail (query != NULL);

  g_autoptr(ExmQuery) given = exm_query_copy (query);

  exm_filter_bar_empty (self);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  if (given->text != NULL)
    _exm_filter_bar_set_text (self, given->text);
  g_clear_pointer (&given->text, g_free);
  if (given->labels != NULL)
    g_array_append_vals (self->labels, given->labels->data, given->labels->len);
  g_clear_pointer (&given->labels, g_array_unref);
  self->states = given->states & ((1u << EXM_N_STATES) - 1);
  given->states = 0;
  if (_exm_filter_bar_problem_name (given->problem) != NULL)
    {
      self->problem = given->problem;
      given->problem = EXM_PROBLEM_NONE;
    }
  if (!exm_query_is_all (given))
    {
      self->given = g_steal_pointer (&given);
      self->given_title = g_strdup (title);
    }
  _exm_filter_bar_changed (self);
}

void
exm_filter_bar_set_count (ExmFilterBar *self,
                          guint         shown,
                          guint         total)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  /* Translators: rows that fit the filter, of all rows */
  g_autofree char *text = g_strdup_printf (_ ("%'u of %'u"), shown, total);

  gtk_label_set_label (self->count_label, text);
}

void
exm_filter_bar_set_dataset (ExmFilterBar *self,
                            ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  if (self->dataset == dataset)
    return;
  exm_filter_bar_empty (self);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  _exm_filter_bar_changed (self);
  if (self->picker != NULL)
    exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), NULL);
  g_set_object (&self->dataset, dataset);
}

/* --- widget ------------------------------------------------------------------------------------ */

static void
exm_filter_bar_dispose (GObject *object)
{
  ExmFilterBar *self = EXM_FILTER_BAR (object);

  _exm_filter_bar_free_saved (self);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_object (&self->dataset);
  g_clear_object (&self->actions);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_FILTER_BAR);

  G_OBJECT_CLASS (exm_filter_bar_parent_class)->dispose (object);
}

static void
exm_filter_bar_finalize (GObject *object)
{
  ExmFilterBar *self = EXM_FILTER_BAR (object);

  g_clear_pointer (&self->labels, g_array_unref);
  g_clear_pointer (&self->given, exm_query_free);
  g_clear_pointer (&self->given_title, g_free);
  g_clear_pointer (&self->told_text, g_free);

  G_OBJECT_CLASS (exm_filter_bar_parent_class)->finalize (object);
}

static void
exm_filter_bar_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_OPEN:
      g_value_set_boolean (value, exm_filter_bar_is_open (EXM_FILTER_BAR (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_filter_bar_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_OPEN:
      exm_filter_bar_set_open (EXM_FILTER_BAR (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_filter_bar_class_init (ExmFilterBarClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_filter_bar_dispose;
  object_class->finalize = exm_filter_bar_finalize;
  object_class->get_property = exm_filter_bar_get_property;
  object_class->set_property = exm_filter_bar_set_property;

  properties[PROP_OPEN] =
    g_param_spec_boolean ("open", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, search_bar);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, entry);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, help_button);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, saved_button);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, error_label);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, state_button);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, problem_button);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, label_button);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, chips);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_filter_bar_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_filter_bar_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_filter_bar_label_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_filter_bar_clear);
}

static void
exm_filter_bar_init (ExmFilterBar *self)
{
  self->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  self->is_setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  exm_filter_bar_add_menus (self);
  _exm_filter_bar_add_help (self);
  _exm_filter_bar_add_saved (self);
  gtk_search_bar_connect_entry (self->search_bar, self->entry);
  self->is_setting = FALSE;
}
