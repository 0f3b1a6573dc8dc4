/* exm-filter-bar-chips.c - what is filtered, each to be taken away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-filter-bar-private.h"

#include <glib/gi18n-lib.h>

/* All chips are made anew when one of them changes: there are a handful. */

typedef enum
{
  EXM_CHIP_GIVEN,
  EXM_CHIP_TERM,
  EXM_CHIP_LABEL,
  EXM_CHIP_STATE,
  EXM_CHIP_PROBLEM,
} ExmChipKind;

typedef struct
{
  ExmFilterBar *bar; /* has the chip in it */
  ExmChipKind   kind;
  guint         which; /* index of the term, label or state */
} ExmChip;

const char *
_exm_filter_bar_problem_name (ExmProblem problem)
{
  switch (problem)
    {
    case EXM_PROBLEM_UNLABELLED:
      return _ ("Without Label");
    case EXM_PROBLEM_EMPTY:
      return _ ("Empty Post");
    case EXM_PROBLEM_DUPLICATE:
      return _ ("Copy of Another Post");
    case EXM_PROBLEM_CONFLICT:
      return _ ("Same Post, Other Label");
    case EXM_PROBLEM_OTHER_SYSTEM:
      return _ ("Other System Instruction");
    case EXM_PROBLEM_TOO_LONG:
      return _ ("Too Long for the Model");
    case EXM_PROBLEM_RARE_LABEL:
      return _ ("Rarely Used Label");
    case EXM_PROBLEM_NEAR_LABELS:
      return _ ("Label Like Another");
    case EXM_PROBLEM_NONE:
    case EXM_PROBLEM_QUARANTINE:
    case EXM_PROBLEM_TOO_MANY:
    case EXM_PROBLEM_FILE_SIZE:
    case EXM_PROBLEM_TOO_FEW:
    case EXM_PROBLEM_FEW:
    case EXM_PROBLEM_NO_SYSTEM:
    default:
      return NULL;
    }
}

/* --- taking one away -------------------------------------------------------------------- */

static void
drop_term (ExmFilterBar *self,
           guint         index)
{
  const char *text = gtk_editable_get_text (self->entry);
  g_autoptr(ExmSearch) search = exm_search_new (text);
  g_autofree char *left = NULL;

  if (index >= search->n_terms)
    return;
  left = exm_search_drop_term (search, text, index);
  _exm_filter_bar_set_text (self, left);
}

static void
drop_label (ExmFilterBar *self,
            ExmLabelId    label)
{
  for (guint i = 0; i < self->labels->len; i++)
    if (g_array_index (self->labels, ExmLabelId, i) == label)
      {
        g_array_remove_index (self->labels, i);
        return;
      }
}

static guint
find_index (GtkWidget *chip)
{
  guint index = 0;

  while ((chip = gtk_widget_get_prev_sibling (chip)) != NULL)
    index++;
  return index;
}

/* After a chip has gone the next one has the focus, or the entry. */
static void
focus_chip (ExmFilterBar *self,
            guint         index)
{
  GtkWidget *chip = gtk_widget_get_first_child (self->chips);

  while (index-- > 0 && chip != NULL && gtk_widget_get_next_sibling (chip) != NULL)
    chip = gtk_widget_get_next_sibling (chip);
  gtk_widget_grab_focus (chip != NULL ? chip : GTK_WIDGET (self->entry));
}

static void
drop_chip (GtkWidget     *button,
           const ExmChip *chip)
{
  ExmFilterBar *self = chip->bar;
  guint         which = chip->which;
  guint         index = find_index (button);

  switch (chip->kind)
    {
    case EXM_CHIP_GIVEN:
      g_clear_pointer (&self->given, exm_query_free);
      g_clear_pointer (&self->given_title, g_free);
      break;
    case EXM_CHIP_TERM:
      drop_term (self, which);
      break;
    case EXM_CHIP_LABEL:
      drop_label (self, (ExmLabelId)which);
      break;
    case EXM_CHIP_STATE:
      self->states &= ~(1u << which);
      break;
    case EXM_CHIP_PROBLEM:
      self->problem = EXM_PROBLEM_NONE;
      break;
    default:
      g_return_if_reached ();
    }
  /* The button goes with the chips. */
  _exm_filter_bar_changed (self);
  focus_chip (self, index);
}

static gboolean
drop_chip_idle_cb (gpointer data)
{
  GtkWidget *button = data;
  ExmChip   *chip = g_object_get_data (G_OBJECT (button), "chip");

  if (gtk_widget_get_parent (button) != NULL)
    drop_chip (button, chip);
  return G_SOURCE_REMOVE;
}

/* Not within the button's own signal. */
static void
exm_filter_bar_chip_cb (GtkWidget *button)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, drop_chip_idle_cb, g_object_ref (button), g_object_unref);
}

static gboolean
exm_filter_bar_chip_key_cb (GtkEventControllerKey *keys,
                            guint                  keyval,
                            guint                  keycode,
                            GdkModifierType        state,
                            gpointer               user_data)
{
  if (keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete && keyval != GDK_KEY_BackSpace)
    return GDK_EVENT_PROPAGATE;
  exm_filter_bar_chip_cb (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys)));
  return GDK_EVENT_STOP;
}

/* --- making them --------------------------------------------------------------------------- */

static void
add_chip (ExmFilterBar *self,
          ExmChipKind   kind,
          guint         which,
          const char   *name)
{
  g_autofree char    *tip = g_strdup_printf (_ ("Take “%s” out of the filter"), name);
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget          *label = gtk_label_new (name);
  GtkWidget          *button = gtk_button_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  ExmChip            *chip = g_new (ExmChip, 1);

  *chip = (ExmChip){ self, kind, which };
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_widget_add_css_class (button, "filter-chip");
  g_object_set_data_full (G_OBJECT (button), "chip", chip, g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (exm_filter_bar_chip_cb), NULL);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (exm_filter_bar_chip_key_cb), NULL);
  gtk_widget_add_controller (button, keys);
  gtk_box_append (GTK_BOX (self->chips), button);
}

/* Words are seen in the entry; what is more than words is a filter. */
static void
add_term_chips (ExmFilterBar    *self,
                const ExmSearch *search)
{
  const char *text = gtk_editable_get_text (self->entry);

  for (guint i = 0; i < search->n_terms; i++)
    {
      const ExmTerm *term = &search->terms[i];

      if (term->kind != EXM_TERM_TEXT && term->error == NULL)
        {
          g_autofree char *typed = g_strndup (text + term->start, term->end - term->start);

          add_chip (self, EXM_CHIP_TERM, i, typed);
        }
    }
}

void
_exm_filter_bar_update_chips (ExmFilterBar    *self,
                              const ExmSearch *search)
{
  GtkWidget *chip;

  while ((chip = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), chip);

  if (self->given != NULL)
    add_chip (self, EXM_CHIP_GIVEN, 0, self->given_title != NULL ? self->given_title : _ ("Chosen Rows"));
  for (guint i = 0; i < self->labels->len; i++)
    {
      ExmLabelId id = g_array_index (self->labels, ExmLabelId, i);
      ExmLabel  *label = id != 0 && self->dataset != NULL ? exm_dataset_get_label (self->dataset, id) : NULL;

      add_chip (self, EXM_CHIP_LABEL, id, label != NULL ? exm_label_get_name (label) : _ ("No Label"));
    }
  for (guint i = 0; i < EXM_N_STATES; i++)
    if ((self->states & (1u << i)) != 0)
      add_chip (self, EXM_CHIP_STATE, i, exm_state_to_string (i));
  if (_exm_filter_bar_problem_name (self->problem) != NULL)
    add_chip (self, EXM_CHIP_PROBLEM, self->problem, _exm_filter_bar_problem_name (self->problem));
  add_term_chips (self, search);
}
