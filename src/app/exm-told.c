/* exm-told.c - what GTK and libadwaita leave out when they tell of their own widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-told.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-compat.h"

/* On a widget that has been begun. */
#define DATA_KEY "exm-told"
/* What was told of an entry. */
#define FAULT_KEY "exm-fault"

static void
tell_open (GtkWidget *widget,
           gboolean   is_open)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_EXPANDED, is_open, -1);
}

/* The first of this type in @widget, from above. */
static GtkWidget *
find_in (GtkWidget *widget,
         GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (child), type) ? child : find_in (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* --- menu buttons ------------------------------------------------------------------ */

/* The button in it gets the keyboard; it is pressed while the menu is open. */
static void
menu_cb (GtkToggleButton *button,
         GParamSpec      *pspec,
         GtkWidget       *menu)
{
  tell_open (menu, gtk_toggle_button_get_active (button));
  tell_open (GTK_WIDGET (button), gtk_toggle_button_get_active (button));
}

static void
begin_menu (GtkWidget *menu)
{
  GtkWidget *button = find_in (menu, GTK_TYPE_TOGGLE_BUTTON);

  if (button == NULL)
    return;
  g_signal_connect_object (button, "notify::active", G_CALLBACK (menu_cb), menu, 0);
  menu_cb (GTK_TOGGLE_BUTTON (button), NULL, menu);
}

/* --- choosers ------------------------------------------------------------------------ */

/* The words of an item as the chooser shows them; NULL = it shows them otherwise. */
static char *
dup_words (GObject       *item,
           GtkExpression *expression)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (item == NULL)
    return NULL;
  if (expression != NULL && gtk_expression_evaluate (expression, item, &value) && G_VALUE_HOLDS_STRING (&value))
    return g_value_dup_string (&value);
  return GTK_IS_STRING_OBJECT (item) ? g_strdup (gtk_string_object_get_string (GTK_STRING_OBJECT (item))) : NULL;
}

static void
row_value_cb (AdwComboRow *row)
{
  g_autofree char *words = dup_words (adw_combo_row_get_selected_item (row), adw_combo_row_get_expression (row));
  const char      *subtitle = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
  g_autofree char *all = NULL;

  /* The subtitle may say the same at length. */
  if (words != NULL && subtitle != NULL && *subtitle != '\0')
    all = g_str_has_prefix (subtitle, words) ? g_strdup (subtitle) : g_strconcat (words, "\n", subtitle, NULL);
  exm_compat_describe (GTK_WIDGET (row), all != NULL ? all : words);
}

static void
popover_cb (GtkWidget  *popover,
            GParamSpec *pspec,
            GtkWidget  *chooser)
{
  GtkWidget *button = find_in (chooser, GTK_TYPE_TOGGLE_BUTTON);

  tell_open (chooser, gtk_widget_get_visible (popover));
  if (button != NULL)
    tell_open (button, gtk_widget_get_visible (popover));
}

/* The list of a chooser is a child of its own. */
static void
begin_chooser (GtkWidget *chooser)
{
  GtkWidget *popover = find_in (chooser, GTK_TYPE_POPOVER);

  if (popover == NULL)
    return;
  g_signal_connect_object (popover, "notify::visible", G_CALLBACK (popover_cb), chooser, 0);
  popover_cb (popover, NULL, chooser);
}

static void
begin_combo_row (GtkWidget *row)
{
  g_signal_connect (row, "notify::selected-item", G_CALLBACK (row_value_cb), NULL);
  g_signal_connect (row, "notify::subtitle", G_CALLBACK (row_value_cb), NULL);
  row_value_cb (ADW_COMBO_ROW (row));
  begin_chooser (row);
  /* Enter opens it, and does not press the default button of a dialog. */
  gtk_widget_set_receives_default (row, TRUE);
}

/* GTK's own button in the chooser gets the keyboard, and has no name of itself. */
static void
drop_value_cb (GtkDropDown *drop)
{
  g_autofree char *words = dup_words (gtk_drop_down_get_selected_item (drop), gtk_drop_down_get_expression (drop));
  GtkWidget       *button = find_in (GTK_WIDGET (drop), GTK_TYPE_TOGGLE_BUTTON);
  const char      *tip = gtk_widget_get_tooltip_text (GTK_WIDGET (drop));
  g_autofree char *all = NULL;

  if (button == NULL)
    return;
  /* Translators: what a screen reader says of a chooser: what is chosen with it, and the choice */
  if (words != NULL && tip != NULL)
    all = g_strdup_printf (_ ("%s: %s"), tip, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  all != NULL ? all : words != NULL ? words
                                                                    : "",
                                  -1);
}

static void
begin_drop_down (GtkWidget *drop)
{
  g_signal_connect (drop, "notify::selected-item", G_CALLBACK (drop_value_cb), NULL);
  drop_value_cb (GTK_DROP_DOWN (drop));
  begin_chooser (drop);
}

/* --- expander rows ------------------------------------------------------------------- */

static void
expanded_cb (AdwExpanderRow *row)
{
  /* The row in the row, with the title: it gets the keyboard. */
  GtkWidget *header = find_in (GTK_WIDGET (row), ADW_TYPE_ACTION_ROW);

  tell_open (GTK_WIDGET (row), adw_expander_row_get_expanded (row));
  if (header != NULL)
    tell_open (header, adw_expander_row_get_expanded (row));
}

static void
begin_expander (GtkWidget *row)
{
  GtkWidget *header = find_in (row, ADW_TYPE_ACTION_ROW);

  /* Enter opens it, and does not press the default button of a dialog. */
  if (header != NULL)
    gtk_widget_set_receives_default (header, TRUE);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
  expanded_cb (ADW_EXPANDER_ROW (row));
}

/* --- entry rows ------------------------------------------------------------------------ */

static void
entry_title_cb (AdwPreferencesRow *row,
                GParamSpec        *pspec,
                GtkWidget         *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, adw_preferences_row_get_title (row), -1);
}

/* GTK gives the text alone no interface to be read by. What stands in it is told when one comes to it; what is typed
 * then is known to who types it. */
static void
entry_text_cb (GtkWidget  *row,
               GParamSpec *pspec,
               GtkWidget  *text)
{
  const char *fault = g_object_get_data (G_OBJECT (row), FAULT_KEY);

  if (!gtk_widget_has_focus (text))
    exm_compat_describe (text, fault != NULL ? fault : gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
entry_left_cb (GtkWidget  *text,
               GParamSpec *pspec,
               GtkWidget  *row)
{
  entry_text_cb (row, NULL, text);
}

/* The row does not say that it has the keyboard, as its text has it, which is in no tree. */
static void
begin_entry_row (GtkWidget *row)
{
  GtkWidget *text = find_in (row, GTK_TYPE_TEXT);

  if (text == NULL)
    return;
  g_object_set (text, "accessible-role", GTK_ACCESSIBLE_ROLE_TEXT_BOX, NULL);
  g_signal_connect_object (row, "notify::title", G_CALLBACK (entry_title_cb), text, 0);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (entry_text_cb), text, 0);
  g_signal_connect_object (text, "notify::has-focus", G_CALLBACK (entry_left_cb), row, 0);
  entry_title_cb (ADW_PREFERENCES_ROW (row), NULL, text);
  entry_text_cb (row, NULL, text);
}

/* --- about ----------------------------------------------------------------------------- */

/* The button with the version has a label in it, and no name. */
static gboolean
name_version (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child) && gtk_widget_has_css_class (child, "app-version"))
      {
        gtk_accessible_update_relation (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                        find_in (child, GTK_TYPE_LABEL), NULL, -1);
        return TRUE;
      }
    else if (name_version (child))
      return TRUE;
  return FALSE;
}

static void
begin_about (GtkWidget *window)
{
  name_version (window);
}

/* --- pages ----------------------------------------------------------------------------- */

/* A page without a name is called GtkStackPage by GTK, and read out as that. */
static void
pages_cb (GListModel *pages,
          guint       position,
          guint       n_removed,
          guint       n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GObject) page = g_list_model_get_item (pages, i);
      const char *title = gtk_stack_page_get_title (GTK_STACK_PAGE (page));

      gtk_accessible_update_property (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_PROPERTY_LABEL, title != NULL ? title : "", -1);
    }
}

static void
begin_stack (GtkWidget *stack)
{
  GListModel *pages = G_LIST_MODEL (gtk_stack_get_pages (GTK_STACK (stack)));

  g_object_set_data_full (G_OBJECT (stack), "exm-pages", pages, g_object_unref);
  g_signal_connect (pages, "items-changed", G_CALLBACK (pages_cb), NULL);
  pages_cb (pages, 0, 0, g_list_model_get_n_items (pages));
}

/* --- names and descriptions that say nothing --------------------------------------------- */

static gboolean
has_name (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

/* Else it has the name of its class, which is read out with that of its button or with its items. */
static void
begin_nameless (GtkWidget *widget)
{
  if (!has_name (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
}

/* The tooltip of an icon's button is its name as a rule. */
static void
tooltip_cb (GtkWidget *widget)
{
  const char *tip = gtk_widget_get_tooltip_text (widget);

  if (tip != NULL && exm_compat_is_name (widget, tip))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
}

static void
begin_button (GtkWidget *button)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));

  /* The name of its image is nothing, and makes a blank of its own. */
  if (GTK_IS_IMAGE (child) && has_name (button))
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  g_signal_connect_after (button, "notify::tooltip-text", G_CALLBACK (tooltip_cb), NULL);
  tooltip_cb (button);
}

/* What describes something else may still be empty. */
static void
begin_label (GtkWidget *label)
{
  if (*gtk_label_get_text (GTK_LABEL (label)) == '\0')
    begin_nameless (label);
}

/* Nobody names the button of the search in GTK's window of the shortcuts. The one in the
 * menu of its sections is another. */
static void
begin_shortcuts (GtkWidget *widget)
{
  if (GTK_IS_MENU_BUTTON (widget))
    return;
  if (GTK_IS_TOGGLE_BUTTON (widget))
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search"), -1);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    begin_shortcuts (child);
}

/* --- all of them ----------------------------------------------------------------------- */

static gboolean
realize_hook (GSignalInvocationHint *hint,
              guint                  n_values,
              const GValue          *values,
              gpointer               user_data)
{
  static const struct
  {
    GType (*get_type) (void);
    void (*begin) (GtkWidget *widget);
  } kinds[] = {
    { gtk_menu_button_get_type, begin_menu },
    { adw_combo_row_get_type, begin_combo_row },
    { gtk_drop_down_get_type, begin_drop_down },
    { adw_expander_row_get_type, begin_expander },
    { adw_entry_row_get_type, begin_entry_row },
    { adw_about_window_get_type, begin_about },
    { gtk_shortcuts_window_get_type, begin_shortcuts },
    { gtk_stack_get_type, begin_stack },
    { gtk_image_get_type, begin_nameless },
    { gtk_popover_menu_get_type, begin_nameless },
    { gtk_button_get_type, begin_button },
    { gtk_label_get_type, begin_label },
    { gtk_list_box_get_type, begin_nameless },
  };
  GObject *widget = g_value_get_object (values);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_type_is_a (G_OBJECT_TYPE (widget), kinds[i].get_type ()) && g_object_get_data (widget, DATA_KEY) == NULL)
      {
        g_object_set_data (widget, DATA_KEY, (gpointer)DATA_KEY);
        kinds[i].begin (GTK_WIDGET (widget));
      }
  return G_SOURCE_CONTINUE;
}

static void
tell_fault (GtkWidget  *entry,
            const char *fault)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               fault != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  exm_compat_describe (entry, fault);
}

void
exm_told_begin (void)
{
  static gulong hook;
  g_autoptr (GTypeClass) klass = NULL;

  if (hook != 0)
    return;
  /* Each widget passes here before it is seen, those that GTK makes for itself as well. */
  klass = g_type_class_ref (GTK_TYPE_WIDGET);
  hook = g_signal_add_emission_hook (g_signal_lookup ("realize", GTK_TYPE_WIDGET), 0, realize_hook, NULL, NULL);
}

void
exm_told_fault (GtkWidget  *entry,
                const char *fault)
{
  g_return_if_fail (GTK_IS_WIDGET (entry));

  /* The same again would be read out with each letter that is typed. */
  if (g_strcmp0 (g_object_get_data (G_OBJECT (entry), FAULT_KEY), fault) == 0)
    return;
  g_object_set_data_full (G_OBJECT (entry), FAULT_KEY, g_strdup (fault), g_free);
  tell_fault (entry, fault);
  if (ADW_IS_ENTRY_ROW (entry))
    tell_fault (find_in (entry, GTK_TYPE_TEXT), fault);
}
