/* exm-filter-bar.c - search and filters over the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-filter-bar.h"

#include <glib/gi18n-lib.h>

#include "exm-label-picker.h"

struct _ExmFilterBar
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
  GArray     *labels; /* of ExmLabelId; 0 = no label */
  ExmQuery   *given;  /* of show_query(): what has no control of its own; or NULL */
  GtkWidget  *given_chip;
  GtkWidget  *picker;
  guint       is_setting : 1;

  GtkSearchBar *search_bar;
  GtkEditable  *entry;
  GtkLabel     *count_label;
  GtkDropDown  *state_drop;
  GtkDropDown  *problem_drop;
  GtkWidget    *label_button;
  GtkWidget    *chips;
  GtkWidget    *clear_button;
};

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

/* Problems of rows, in the order of the drop-down. */
static const struct
{
  ExmProblem  problem;
  const char *text;
} problem_choices[] = {
  { EXM_PROBLEM_NONE, N_ ("Any Problem or None") },
    { EXM_PROBLEM_UNLABELLED, N_ ("Without Label") },
      { EXM_PROBLEM_EMPTY, N_ ("Empty Post") },
        { EXM_PROBLEM_DUPLICATE, N_ ("Copy of Another Post") },
          { EXM_PROBLEM_CONFLICT, N_ ("Same Post, Other Label") },
            { EXM_PROBLEM_OTHER_SYSTEM, N_ ("Other System Instruction") },
              { EXM_PROBLEM_TOO_LONG, N_ ("Too Long for the Model") },
                { EXM_PROBLEM_RARE_LABEL, N_ ("Rarely Used Label") },
                  { EXM_PROBLEM_NEAR_LABELS, N_ ("Label Like Another") },
                };

/* --- the query -------------------------------------------------------------------------- */

ExmQuery *
exm_filter_bar_dup_query (ExmFilterBar *self)
{
  g_return_val_if_fail (EXM_IS_FILTER_BAR (self), NULL);

  ExmQuery        *query = self->given != NULL ? exm_query_copy (self->given) : exm_query_new ();
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  guint            state = gtk_drop_down_get_selected (self->state_drop);
  guint            problem = gtk_drop_down_get_selected (self->problem_drop);

  if (*text != '\0')
    query->text = g_steal_pointer (&text);
  if (state > 0 && state <= EXM_N_STATES)
    query->states = 1u << (state - 1);
  if (problem < G_N_ELEMENTS (problem_choices))
    query->problem = problem_choices[problem].problem;
  if (self->labels->len > 0)
    {
      query->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
      g_array_append_vals (query->labels, self->labels->data, self->labels->len);
    }
  return query;
}

static void
exm_filter_bar_emit_cb (ExmFilterBar *self)
{
  if (self->is_setting)
    return;

  g_autoptr(ExmQuery) query = exm_filter_bar_dup_query (self);

  gtk_widget_set_visible (self->clear_button, !exm_query_is_all (query));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- label chips -------------------------------------------------------------------------- */

static void
exm_filter_bar_drop_label (ExmFilterBar *self,
                           GtkButton    *chip)
{
  guint index = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (self->chips); child != NULL && child != GTK_WIDGET (chip);
       child = gtk_widget_get_next_sibling (child))
    if (child != self->given_chip)
      index++;
  if (index < self->labels->len)
    g_array_remove_index (self->labels, index);
  gtk_box_remove (GTK_BOX (self->chips), GTK_WIDGET (chip));
  exm_filter_bar_emit_cb (self);
}

static void
exm_filter_bar_drop_given (ExmFilterBar *self)
{
  g_clear_pointer (&self->given, exm_query_free);
  gtk_box_remove (GTK_BOX (self->chips), g_steal_pointer (&self->given_chip));
  exm_filter_bar_emit_cb (self);
}

static GtkWidget *
exm_filter_bar_new_chip (ExmFilterBar *self,
                         const char   *name,
                         GCallback     dropped)
{
  g_autofree char *tip = g_strdup_printf (_ ("Take “%s” out of the filter"), name);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *chip = gtk_button_new ();

  gtk_box_append (GTK_BOX (box), gtk_label_new (name));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_set_tooltip_text (chip, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_widget_add_css_class (chip, "filter-chip");
  g_signal_connect_swapped (chip, "clicked", dropped, self);
  gtk_box_append (GTK_BOX (self->chips), chip);
  return chip;
}

static void
exm_filter_bar_add_chip (ExmFilterBar *self,
                         ExmLabelId    id)
{
  ExmLabel *label = id != 0 ? exm_dataset_get_label (self->dataset, id) : NULL;

  exm_filter_bar_new_chip (self, label != NULL ? exm_label_get_name (label) : _ ("No Label"), G_CALLBACK (exm_filter_bar_drop_label));
  g_array_append_val (self->labels, id);
}

static void
exm_filter_bar_picked_cb (ExmFilterBar *self,
                          guint         label)
{
  ExmLabelId id = (ExmLabelId)label;

  for (guint i = 0; i < self->labels->len; i++)
    if (g_array_index (self->labels, ExmLabelId, i) == id)
      return;
  exm_filter_bar_add_chip (self, id);
  exm_filter_bar_emit_cb (self);
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
  GtkWidget *chip;

  self->is_setting = TRUE;
  gtk_editable_set_text (self->entry, "");
  gtk_drop_down_set_selected (self->state_drop, 0);
  gtk_drop_down_set_selected (self->problem_drop, 0);
  while ((chip = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), chip);
  g_array_set_size (self->labels, 0);
  self->given_chip = NULL;
  g_clear_pointer (&self->given, exm_query_free);
  self->is_setting = FALSE;
}

void
exm_filter_bar_clear (ExmFilterBar *self)
{
  g_return_if_fail (EXM_IS_FILTER_BAR (self));

  g_autoptr(ExmQuery) before = exm_filter_bar_dup_query (self);

  exm_filter_bar_empty (self);
  if (!exm_query_is_all (before))
    exm_filter_bar_emit_cb (self);
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
  self->is_setting = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (problem_choices); i++)
    if (problem_choices[i].problem == problem)
      gtk_drop_down_set_selected (self->problem_drop, i);
  self->is_setting = FALSE;
  exm_filter_bar_emit_cb (self);
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

static guint
exm_filter_bar_find_problem (ExmProblem problem)
{
  for (guint i = 1; i < G_N_ELEMENTS (problem_choices); i++)
    if (problem_choices[i].problem == problem)
      return i;
  return 0;
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
  self->is_setting = TRUE;
  if (given->text != NULL)
    gtk_editable_set_text (self->entry, given->text);
  g_clear_pointer (&given->text, g_free);
  for (guint i = 0; given->labels != NULL && i < given->labels->len; i++)
    exm_filter_bar_add_chip (self, g_array_index (given->labels, ExmLabelId, i));
  g_clear_pointer (&given->labels, g_array_unref);
  for (guint i = 0; i < EXM_N_STATES; i++)
    if (given->states == 1u << i)
      {
        gtk_drop_down_set_selected (self->state_drop, i + 1);
        given->states = 0;
        break;
      }
  if (exm_filter_bar_find_problem (given->problem) != 0)
    {
      gtk_drop_down_set_selected (self->problem_drop, exm_filter_bar_find_problem (given->problem));
      given->problem = EXM_PROBLEM_NONE;
    }
  if (!exm_query_is_all (given))
    {
      self->given = g_steal_pointer (&given);
      self->given_chip = exm_filter_bar_new_chip (self, title != NULL ? title : _ ("Chosen Rows"), G_CALLBACK (exm_filter_bar_drop_given));
    }
  self->is_setting = FALSE;
  exm_filter_bar_emit_cb (self);
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
  if (self->picker != NULL)
    exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), NULL);
  g_set_object (&self->dataset, dataset);
}

/* --- widget ------------------------------------------------------------------------------------ */

static void
exm_filter_bar_dispose (GObject *object)
{
  ExmFilterBar *self = EXM_FILTER_BAR (object);

  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_object (&self->dataset);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_FILTER_BAR);

  G_OBJECT_CLASS (exm_filter_bar_parent_class)->dispose (object);
}

static void
exm_filter_bar_finalize (GObject *object)
{
  g_clear_pointer (&EXM_FILTER_BAR (object)->labels, g_array_unref);
  g_clear_pointer (&EXM_FILTER_BAR (object)->given, exm_query_free);

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
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, state_drop);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, problem_drop);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, label_button);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, chips);
  gtk_widget_class_bind_template_child (widget_class, ExmFilterBar, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_filter_bar_emit_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_filter_bar_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_filter_bar_label_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_filter_bar_clear);
}

static void
exm_filter_bar_init (ExmFilterBar *self)
{
  g_autoptr(GtkStringList) states = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) problems = gtk_string_list_new (NULL);

  self->labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  self->is_setting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_string_list_append (states, _ ("Any State"));
  for (guint i = 0; i < EXM_N_STATES; i++)
    gtk_string_list_append (states, exm_state_to_string (i));
  for (guint i = 0; i < G_N_ELEMENTS (problem_choices); i++)
    gtk_string_list_append (problems, _ (problem_choices[i].text));
  gtk_drop_down_set_model (self->state_drop, G_LIST_MODEL (states));
  gtk_drop_down_set_model (self->problem_drop, G_LIST_MODEL (problems));
  gtk_search_bar_connect_entry (self->search_bar, self->entry);
  self->is_setting = FALSE;
}
