/* exm-label-page-keys.c - what the keys of the Label page do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-page-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-label-rows.h"

/* Letters and digits are the labels'; what the page does itself has signs. */

/* --- which character ------------------------------------------------------------------- */

static gunichar
fold_case (gunichar        key,
           GdkModifierType state)
{
  /* Caps Lock is no wish for another label. */
  if (!(state & GDK_LOCK_MASK))
    return key;
  return g_unichar_isupper (key) ? g_unichar_tolower (key) : g_unichar_toupper (key);
}

/* Where the layout of the keyboard is not Latin, the key's other layouts tell. */
static gunichar
label_char (GtkEventControllerKey *controller,
            guint                  keyval,
            guint                  keycode,
            GdkModifierType        state)
{
  GdkDisplay   *display = gtk_widget_get_display (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));
  gunichar      key = gdk_keyval_to_unicode (keyval);
  GdkKeymapKey *keys = NULL;
  guint        *keyvals = NULL;
  int           n = 0;
  gunichar      found = 0;
  int           level = (state & GDK_SHIFT_MASK) ? 1 : 0;

  if (exm_label_key_is_valid (key))
    return fold_case (key, state);
  if (key < 0x80 || !g_unichar_isalpha (key) || !gdk_display_map_keycode (display, keycode, &keys, &keyvals, &n))
    return 0;
  for (int i = 0; i < n && found == 0; i++)
    if (keys[i].level == level && exm_label_key_is_valid (gdk_keyval_to_unicode (keyvals[i])))
      found = gdk_keyval_to_unicode (keyvals[i]);
  g_free (keys);
  g_free (keyvals);
  return found;
}

/* --- note --------------------------------------------------------------------------------- */

void
_exm_label_page_open_note (ExmLabelPage *self)
{
  const ExmExample *example = self->queue != NULL ? exm_queue_get_example (self->queue) : NULL;

  if (example == NULL || exm_dataset_is_read_only (self->dataset))
    return;
  self->note_id = example->id;
  gtk_editable_set_text (GTK_EDITABLE (self->note_entry), example->note != NULL ? example->note : "");
  gtk_widget_set_visible (self->note_row, TRUE);
  gtk_widget_grab_focus (self->note_entry);
  gtk_editable_set_position (GTK_EDITABLE (self->note_entry), -1);
}

/* --- actions --------------------------------------------------------------------------------- */

/* In the grid: what is selected is meant; back and forward are the arrows'. */
static void
act_on_many (ExmLabelPage *self,
             const char   *action_name)
{
  if (g_str_equal (action_name, "label.skip"))
    exm_post_grid_toggle_mark (EXM_POST_GRID (self->grid), EXM_MARK_SKIPPED);
  else if (g_str_equal (action_name, "label.flag"))
    exm_post_grid_toggle_mark (EXM_POST_GRID (self->grid), EXM_MARK_FLAGGED);
  else if (g_str_equal (action_name, "label.undo"))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.undo", NULL);
}

static void
act_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  static const struct
  {
    const char *name;
    ExmAct      act;
  } acts[] = {
    { "label.skip", EXM_ACT_SKIP },
    { "label.flag", EXM_ACT_FLAG },
    { "label.back", EXM_ACT_BACK },
    { "label.forward", EXM_ACT_FORWARD },
    { "label.undo", EXM_ACT_UNDO },
  };

  if (EXM_LABEL_PAGE (widget)->is_grid)
    {
      act_on_many (EXM_LABEL_PAGE (widget), action_name);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (acts[i].name, action_name))
      _exm_label_page_act (EXM_LABEL_PAGE (widget), acts[i].act, 0);
}

static void
size_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ExmLabelPage *self = EXM_LABEL_PAGE (widget);
  GtkRange     *scale = GTK_RANGE (self->size_scale);

  if (self->is_grid)
    gtk_range_set_value (scale, gtk_range_get_value (scale) + (g_str_has_suffix (action_name, "larger") ? 1 : -1));
}

static void
note_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  _exm_label_page_open_note (EXM_LABEL_PAGE (widget));
}

static void
find_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  exm_label_buttons_find (EXM_LABEL_BUTTONS (EXM_LABEL_PAGE (widget)->buttons));
}

static void
guide_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ExmLabelPage *self = EXM_LABEL_PAGE (widget);

  if (!exm_guide_pane_toggle (EXM_GUIDE_PANE (self->guide), g_str_has_suffix (action_name, "definitions") ? "definitions" : "guideline"))
    _exm_label_page_focus_card (self);
}

static void
todo_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  exm_label_page_set_queue (EXM_LABEL_PAGE (widget), NULL, NULL);
}

static void
skipped_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  g_autoptr(ExmQuery) query = exm_query_new ();

  query->states = 1u << (g_str_has_suffix (action_name, "skipped") ? EXM_STATE_SKIPPED : EXM_STATE_FLAGGED);
  exm_label_page_set_queue (EXM_LABEL_PAGE (widget), query,
                            g_str_has_suffix (action_name, "skipped") ? _ ("Skipped posts") : _ ("Flagged posts"));
}

static void
grid_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ExmLabelPage *self = EXM_LABEL_PAGE (widget);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->grid_button), !self->is_grid);
}

void
_exm_label_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "label.skip", NULL, act_action);
  gtk_widget_class_install_action (widget_class, "label.flag", NULL, act_action);
  gtk_widget_class_install_action (widget_class, "label.back", NULL, act_action);
  gtk_widget_class_install_action (widget_class, "label.forward", NULL, act_action);
  gtk_widget_class_install_action (widget_class, "label.undo", NULL, act_action);
  gtk_widget_class_install_action (widget_class, "label.note", NULL, note_action);
  gtk_widget_class_install_action (widget_class, "label.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "label.definitions", NULL, guide_action);
  gtk_widget_class_install_action (widget_class, "label.guideline", NULL, guide_action);
  gtk_widget_class_install_action (widget_class, "label.todo", NULL, todo_action);
  gtk_widget_class_install_action (widget_class, "label.skipped", NULL, skipped_action);
  gtk_widget_class_install_action (widget_class, "label.flagged", NULL, skipped_action);
  gtk_widget_class_install_action (widget_class, "label.grid", NULL, grid_action);
  gtk_widget_class_install_action (widget_class, "label.larger", NULL, size_action);
  gtk_widget_class_install_action (widget_class, "label.smaller", NULL, size_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, GDK_CONTROL_MASK, "label.larger", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_equal, GDK_CONTROL_MASK, "label.larger", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Add, GDK_CONTROL_MASK, "label.larger", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, GDK_CONTROL_MASK, "label.smaller", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "label.smaller", NULL);
}

/* --- keys -------------------------------------------------------------------------------------- */

static gboolean
has_cursor (GtkWidget *focus)
{
  return GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus);
}

/* In a field, keys are text; only leaving it is ours. */
static gboolean
field_key (ExmLabelPage   *self,
           GtkWidget      *focus,
           guint           keyval,
           GdkModifierType state)
{
  if (focus == self->output_view && keyval == GDK_KEY_Return && (state & GDK_CONTROL_MASK))
    {
      _exm_label_page_save_output (self, TRUE);
      return GDK_EVENT_STOP;
    }
  if (keyval != GDK_KEY_Escape || gtk_widget_is_ancestor (focus, self->guide))
    return GDK_EVENT_PROPAGATE;
  if (focus == self->output_view)
    {
      /* From the card Space skips and the arrows go on. */
      _exm_label_page_save_output (self, FALSE);
      gtk_widget_grab_focus (self->card);
      return GDK_EVENT_STOP;
    }
  if (gtk_widget_is_ancestor (focus, self->note_row))
    {
      self->note_id = 0;
      gtk_widget_set_visible (self->note_row, FALSE);
    }
  if (gtk_widget_is_ancestor (focus, self->buttons))
    return GDK_EVENT_PROPAGATE; /* the search says that it was left */
  _exm_label_page_focus_card (self);
  return GDK_EVENT_STOP;
}

static gboolean
label_key (ExmLabelPage *self,
           gunichar      key)
{
  ExmLabel *label = exm_label_find_key (exm_dataset_get_labels (self->dataset), key);
  char      text[7] = "";

  if (label != NULL)
    {
      if (self->is_grid)
        exm_post_grid_give_label (EXM_POST_GRID (self->grid), exm_label_get_id (label));
      else
        _exm_label_page_act (self, EXM_ACT_LABEL, exm_label_get_id (label));
      return GDK_EVENT_STOP;
    }
  text[g_unichar_to_utf8 (key, text)] = '\0';

  g_autofree char *hint = g_strdup_printf (_ ("No label has the key “%s”"), text);

  _exm_label_page_hint (self, hint);
  return GDK_EVENT_STOP;
}

static gboolean
sign_action (ExmLabelPage *self,
             const char   *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  return GDK_EVENT_STOP;
}

/* Signs and the like; @is_button: Space and Enter are for the button that has the focus. */
static gboolean
sign_key (ExmLabelPage *self,
          guint         keyval,
          GtkWidget    *focus)
{
  gboolean    on_card = focus == NULL || focus == self->card;
  gboolean    is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const char *action = NULL;

  switch (keyval)
    {
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      action = on_card ? "label.skip" : NULL;
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      action = on_card ? "label.forward" : NULL;
      break;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      action = !on_card ? NULL : is_rtl ? "label.forward"
                                        : "label.back";
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      action = !on_card ? NULL : is_rtl ? "label.back"
                                        : "label.forward";
      break;
    case GDK_KEY_BackSpace:
      action = "label.back";
      break;
    case GDK_KEY_exclam:
      action = "label.flag";
      break;
    case GDK_KEY_period:
    case GDK_KEY_KP_Decimal:
      action = "label.note";
      break;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      action = "label.undo";
      break;
    case GDK_KEY_slash:
    case GDK_KEY_KP_Divide:
      action = "label.find";
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return action != NULL ? sign_action (self, action) : GDK_EVENT_PROPAGATE;
}

/* Arrows, and Space with Control, are the grid's own. */
static gboolean
grid_key (ExmLabelPage *self,
          guint         keyval,
          GtkWidget    *focus)
{
  gboolean in_grid = focus != NULL && gtk_widget_is_ancestor (focus, self->grid);

  switch (keyval)
    {
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      return in_grid ? sign_action (self, "label.skip") : GDK_EVENT_PROPAGATE;
    case GDK_KEY_exclam:
      return sign_action (self, "label.flag");
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      return sign_action (self, "label.undo");
    case GDK_KEY_slash:
    case GDK_KEY_KP_Divide:
      return sign_action (self, "label.find");
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

gboolean
_exm_label_page_key_cb (GtkEventControllerKey *controller,
                        guint                  keyval,
                        guint                  keycode,
                        GdkModifierType        state,
                        ExmLabelPage          *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gunichar   key;

  if (self->dataset == NULL)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_F4 && !(state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "label.guideline", NULL);
      return GDK_EVENT_STOP;
    }
  if (focus != NULL && has_cursor (focus))
    return field_key (self, focus, keyval, state);
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_question || keyval == GDK_KEY_F1)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "label.definitions", NULL);
      return GDK_EVENT_STOP;
    }
  /* The choosers of the head have lists of their own. */
  if (focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL)
    return GDK_EVENT_PROPAGATE;
  key = label_char (controller, keyval, keycode, state);
  if (key != 0)
    return self->writes && !self->is_grid ? GDK_EVENT_PROPAGATE : label_key (self, key);
  if (keyval == GDK_KEY_plus || keyval == GDK_KEY_KP_Add)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "label.grid", NULL);
      return GDK_EVENT_STOP;
    }
  return self->is_grid ? grid_key (self, keyval, focus) : sign_key (self, keyval, focus);
}
