/* exm-ready-row.c - one row of the ready page: how it stands, and the button that mends it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-ready-row.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-details-dialog.h"
#include "exm-tooltip.h"

struct _ExmReadyRow
{
  AdwPreferencesRow parent_instance;

  GtkStack  *mark; /* "icon" or "spinner" */
  GtkImage  *icon;
  GtkLabel  *title_label;
  GtkLabel  *text_label;
  GtkWidget *buttons;
  GtkButton *action_button;
  GtkButton *other_button;
  GtkButton *details_button;

  ExmReadyItem *item;
  const char   *color; /* nullable: style class of the icon */

  ExmReadyAction action; /* of the buttons; kept while the row is looked at again */
  ExmReadyAction other;
};

G_DEFINE_FINAL_TYPE (ExmReadyRow, exm_ready_row, ADW_TYPE_PREFERENCES_ROW)

static guint act_signal;

const char *
exm_ready_state_get_icon (ExmReadyState state)
{
  static const char *const icons[] = { "content-loading-symbolic", "content-loading-symbolic", "object-select-symbolic",
                                       "dialog-warning-symbolic", "changes-prevent-symbolic", "dialog-error-symbolic" };

  return icons[MIN ((guint)state, G_N_ELEMENTS (icons) - 1)];
}

const char *
exm_ready_state_get_words (ExmReadyState state)
{
  switch (state)
    {
    case EXM_READY_STATE_CHECKING:
      return _ ("Being checked");
    case EXM_READY_STATE_OK:
      return _ ("Ready");
    case EXM_READY_STATE_ATTENTION:
      return _ ("To be done");
    case EXM_READY_STATE_BLOCKED:
      return _ ("Waits for a row above");
    case EXM_READY_STATE_ERROR:
      return _ ("Could not be checked");
    case EXM_READY_STATE_UNKNOWN:
    default:
      return _ ("Not checked yet");
    }
}

/* --- what the buttons do ----------------------------------------------------------------------- */

/* A row that is fine can be given another choice all the same. */
static ExmReadyAction
change_action (ExmReadyItem *item)
{
  ExmReadyKind kind;

  if (g_list_model_get_n_items (exm_ready_item_get_choices (item)) < 2)
    return EXM_READY_ACTION_NONE;
  kind = exm_ready_item_get_kind (item);
  if (kind == EXM_READY_ACCOUNT)
    return EXM_READY_ACTION_CHOOSE_QUOTA;
  if (kind == EXM_READY_PROJECT)
    return EXM_READY_ACTION_CHOOSE_PROJECT;
  if (kind == EXM_READY_BUCKET)
    return EXM_READY_ACTION_CHOOSE_BUCKET;
  return kind == EXM_READY_MODEL ? EXM_READY_ACTION_CHOOSE_MODEL : EXM_READY_ACTION_NONE;
}

static gboolean
is_change (ExmReadyItem *item)
{
  return exm_ready_item_get_state (item) == EXM_READY_STATE_OK && exm_ready_item_get_action (item) == EXM_READY_ACTION_NONE;
}

static ExmReadyAction
first_action (ExmReadyItem *item)
{
  return is_change (item) ? change_action (item) : exm_ready_item_get_action (item);
}

static void
exm_ready_row_action_cb (ExmReadyRow *self)
{
  g_signal_emit (self, act_signal, 0, (int)self->action);
}

static void
exm_ready_row_other_cb (ExmReadyRow *self)
{
  g_signal_emit (self, act_signal, 0, (int)self->other);
}

static void
exm_ready_row_details_cb (ExmReadyRow *self)
{
  exm_details_dialog_show (GTK_WIDGET (self), exm_ready_item_get_title (self->item), exm_ready_item_get_text (self->item),
                           exm_ready_item_get_details (self->item), NULL);
}

/* --- what is shown ------------------------------------------------------------------------------ */

static void
name_button (ExmReadyRow *self,
             GtkButton   *button,
             const char  *label)
{
  g_autofree char *name = NULL;

  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (button, label);
  /* Nine rows may have the same word on their buttons.
   * Translators: for screen readers: what a button does and what it is about */
  name = g_strdup_printf (C_ ("button and row", "%s: %s"), label, exm_ready_item_get_title (self->item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_state (ExmReadyRow  *self,
            ExmReadyState state)
{
  static const char *const colors[] = { "dim-label", "dim-label", "success", "warning", "dim-label", "error" };
  gboolean                 busy = state == EXM_READY_STATE_CHECKING || exm_ready_item_is_busy (self->item);

  if (self->color != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->color);
  self->color = colors[MIN ((guint)state, G_N_ELEMENTS (colors) - 1)];
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->color);
  gtk_image_set_from_icon_name (self->icon, exm_ready_state_get_icon (state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, exm_ready_state_get_words (state), -1);
  exm_tooltip_set (GTK_WIDGET (self->mark), exm_ready_state_get_words (state));
  gtk_stack_set_visible_child_name (self->mark, busy ? "spinner" : "icon");
}

static void
update_buttons (ExmReadyRow  *self,
                ExmReadyState state)
{
  self->action = first_action (self->item);
  self->other = exm_ready_item_get_other_action (self->item);
  name_button (self, self->action_button, self->action == EXM_READY_ACTION_NONE ? NULL : is_change (self->item) && self->action != EXM_READY_ACTION_CHOOSE_QUOTA ? _ ("Change…") : exm_ready_action_get_label (self->action));
  name_button (self, self->other_button, exm_ready_action_get_label (self->other));
  name_button (self, self->details_button, exm_ready_item_get_details (self->item) != NULL && state != EXM_READY_STATE_OK ? _ ("Details") : NULL);
  if (state == EXM_READY_STATE_ATTENTION)
    gtk_widget_add_css_class (GTK_WIDGET (self->action_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->action_button), "suggested-action");
  gtk_widget_set_visible (self->buttons, gtk_widget_get_visible (GTK_WIDGET (self->action_button)) ||
                                           gtk_widget_get_visible (GTK_WIDGET (self->other_button)) ||
                                           gtk_widget_get_visible (GTK_WIDGET (self->details_button)));
}

static void
update (ExmReadyRow *self)
{
  ExmReadyState    state = exm_ready_item_get_state (self->item);
  const char      *title = exm_ready_item_get_title (self->item);
  const char      *text = exm_ready_item_get_text (self->item);
  gboolean         busy = exm_ready_item_is_busy (self->item);
  g_autofree char *name = NULL;

  show_state (self, state);
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->text_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), *text != '\0');
  /* A button that goes and comes takes the keyboard's place with it. */
  if (state != EXM_READY_STATE_CHECKING)
    update_buttons (self, state);
  gtk_widget_set_sensitive (self->buttons, !busy);
  /* Translators: for screen readers: what a row is about, its state, and more words */
  name = g_strdup_printf (_ ("%s: %s. %s"), title, exm_ready_state_get_words (state), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* --- object ------------------------------------------------------------------------------------- */

static void
exm_ready_row_dispose (GObject *object)
{
  ExmReadyRow *self = EXM_READY_ROW (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_READY_ROW);

  G_OBJECT_CLASS (exm_ready_row_parent_class)->dispose (object);
}

static void
exm_ready_row_class_init (ExmReadyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_ready_row_dispose;
  act_signal = g_signal_new ("act", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-ready-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmReadyRow, mark);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyRow, action_button);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyRow, other_button);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyRow, details_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_row_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_row_other_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_row_details_cb);
}

static void
exm_ready_row_init (ExmReadyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_ready_row_new (ExmReadyItem *item)
{
  ExmReadyRow *self = g_object_new (EXM_TYPE_READY_ROW, NULL);

  self->item = g_object_ref (item);
  g_signal_connect_object (item, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (exm_ready_item_get_choices (item), "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

ExmReadyItem *
exm_ready_row_get_item (ExmReadyRow *self)
{
  g_return_val_if_fail (EXM_IS_READY_ROW (self), NULL);

  return self->item;
}

gboolean
exm_ready_row_focus (ExmReadyRow *self)
{
  g_return_val_if_fail (EXM_IS_READY_ROW (self), FALSE);

  return gtk_widget_get_visible (GTK_WIDGET (self->action_button)) && gtk_widget_is_sensitive (GTK_WIDGET (self->action_button)) &&
         gtk_widget_grab_focus (GTK_WIDGET (self->action_button));
}
