/* exm-problem-card.c - one problem: what, why it matters, which posts, what to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-problem-card.h"

#include <glib/gi18n-lib.h>

#include "exm-peek.h"
#include "exm-show-rows.h"
#include "exm-wrap-layout.h"

#define N_EXAMPLES 3
#define PART "exm-problem-part"

struct _ExmProblemCard
{
  GtkWidget parent_instance;

  char         *code;
  char         *title;
  char         *fix_one;   /* NULL = nothing mends a single post */
  gboolean      is_sample; /* the query has the first posts only */
  ExmQuery     *query;
  GCancellable *cancellable;

  GtkWidget *box;
  GtkWidget *body; /* between the words and the buttons */
  GtkWidget *examples;
  GtkWidget *buttons;
};

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_FIX_ONE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmProblemCard, exm_problem_card, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static GtkWidget *
make_icon (ExmSeverity severity)
{
  static const struct
  {
    const char *icon;
    const char *style;
  } looks[] = {
    [EXM_SEVERITY_INFO] = { "dialog-information-symbolic", "dim-label" },
    [EXM_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning" },
    [EXM_SEVERITY_BLOCKS] = { "dialog-error-symbolic", "error" },
  };
  const char *name = severity == EXM_SEVERITY_INFO ? C_ ("severity", "Note") : severity == EXM_SEVERITY_WARNING ? C_ ("severity", "Warning") : C_ ("severity", "Stands in the way");
  GtkWidget  *icon = gtk_image_new_from_icon_name (looks[severity].icon);

  gtk_widget_add_css_class (icon, looks[severity].style);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return icon;
}

static GtkWidget *
make_label (const char *text,
            const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

/* --- the first posts ---------------------------------------------------------- */

static void
fix_one_cb (ExmProblemCard *self,
            GtkButton      *button)
{
  g_signal_emit (self, signals[SIGNAL_FIX_ONE], 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "exm-row")));
}

/* So much of a post as tells which one is meant (characters). */
#define NAME_MAX_CHARS 60

static GtkWidget *
make_fix_one (ExmProblemCard *self,
              ExmRowId        row,
              const char     *text)
{
  GtkWidget       *button = gtk_button_new_with_label (self->fix_one);
  g_autofree char *beginning = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), NAME_MAX_CHARS));
  g_autofree char *name = g_strdup_printf ("%s: %s", self->fix_one, beginning);

  g_object_set_data (G_OBJECT (button), "exm-row", GUINT_TO_POINTER (row));
  g_signal_connect_object (button, "clicked", G_CALLBACK (fix_one_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "fix-one");
  return button;
}

static GtkWidget *
make_example (ExmProblemCard   *self,
              const ExmPeekRow *row)
{
  g_autofree char *text = g_strdup (row->text);
  GtkWidget       *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget       *post;

  g_strdelimit (g_strstrip (text), "\n\r\t", ' ');
  post = gtk_label_new (*text != '\0' ? text : _ ("(empty)"));
  gtk_label_set_ellipsize (GTK_LABEL (post), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (post), 0);
  gtk_widget_set_hexpand (post, TRUE);
  gtk_box_append (GTK_BOX (line), post);
  if (*row->answer != '\0')
    {
      GtkWidget *answer = gtk_label_new (row->answer);

      gtk_label_set_ellipsize (GTK_LABEL (answer), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (answer), 20);
      gtk_widget_add_css_class (answer, "dim-label");
      gtk_box_append (GTK_BOX (line), answer);
    }
  if (self->fix_one != NULL)
    gtk_box_append (GTK_BOX (line), make_fix_one (self, row->id, gtk_label_get_text (GTK_LABEL (post))));
  return line;
}

static void
peek_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (ExmProblemCard) self = user_data;
  g_autoptr (GPtrArray) rows = exm_peek_finish (EXM_DATASET (source), result, NULL);
  GtkWidget *child;

  if (rows == NULL || self->examples == NULL)
    return;
  while ((child = gtk_widget_get_first_child (self->examples)) != NULL)
    gtk_box_remove (GTK_BOX (self->examples), child);
  for (guint i = 0; i < rows->len; i++)
    gtk_box_append (GTK_BOX (self->examples), make_example (self, rows->pdata[i]));
  gtk_widget_set_visible (self->examples, rows->len > 0);
}

const char *
exm_problem_card_get_title (ExmProblemCard *self)
{
  g_return_val_if_fail (EXM_IS_PROBLEM_CARD (self), NULL);

  return self->title;
}

void
exm_problem_card_set_query (ExmProblemCard *self,
                            ExmDataset     *dataset,
                            const ExmQuery *query,
                            gboolean        is_sample)
{
  g_return_if_fail (EXM_IS_PROBLEM_CARD (self) && query != NULL);

  g_clear_pointer (&self->query, exm_query_free);
  self->query = exm_query_copy (query);
  self->is_sample = is_sample;
  exm_peek_async (dataset, query, N_EXAMPLES, self->cancellable, peek_cb, g_object_ref (self));
}

void
exm_problem_card_set_fix_one (ExmProblemCard *self,
                              const char     *text)
{
  g_return_if_fail (EXM_IS_PROBLEM_CARD (self));

  g_free (self->fix_one);
  self->fix_one = g_strdup (text);
}

/* --- buttons -------------------------------------------------------------------- */

static void
clicked_cb (ExmProblemCard *self,
            GtkButton      *button)
{
  const char *name = g_object_get_data (G_OBJECT (button), PART);

  if (g_str_equal (name, "show") && self->query != NULL && !self->is_sample)
    exm_show_rows (GTK_WIDGET (self), self->query, self->title);
  else
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, name);
}

void
exm_problem_card_add_button (ExmProblemCard *self,
                             const char     *name,
                             const char     *text,
                             gboolean        is_main)
{
  GtkWidget       *button;
  g_autofree char *full = NULL;

  g_return_if_fail (EXM_IS_PROBLEM_CARD (self));

  button = gtk_button_new_with_label (text);
  full = g_strdup_printf ("%s: %s", text, self->title);
  exm_problem_card_name_part (button, name);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, full, -1);
  if (is_main)
    gtk_widget_add_css_class (button, "suggested-action");
  /* Narrow windows have several lines of buttons, and cut words only then. */
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (button, self->buttons);
}

void
exm_problem_card_add (ExmProblemCard *self,
                      GtkWidget      *child)
{
  g_return_if_fail (EXM_IS_PROBLEM_CARD (self));

  gtk_box_append (GTK_BOX (self->body), child);
}

/* --- the keyboard, when cards are made anew ------------------------------------------- */

void
exm_problem_card_name_part (GtkWidget  *widget,
                            const char *name)
{
  g_object_set_data_full (G_OBJECT (widget), PART, g_strdup (name), g_free);
}

const char *
exm_problem_card_get_focused (ExmProblemCard *self)
{
  GtkRoot    *root;
  const char *name = NULL;

  g_return_val_if_fail (EXM_IS_PROBLEM_CARD (self), NULL);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  for (GtkWidget *at = root != NULL ? gtk_root_get_focus (root) : NULL; at != NULL && at != GTK_WIDGET (self) && name == NULL;
       at = gtk_widget_get_parent (at))
    name = g_object_get_data (G_OBJECT (at), PART);
  return name;
}

static GtkWidget *
find_part (GtkWidget  *within,
           const char *name)
{
  GtkWidget *found = NULL;

  if (g_strcmp0 (g_object_get_data (G_OBJECT (within), PART), name) == 0)
    return within;
  for (GtkWidget *child = gtk_widget_get_first_child (within); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_part (child, name);
  return found;
}

void
exm_problem_card_focus (ExmProblemCard *self,
                        const char     *part)
{
  GtkWidget *widget;

  g_return_if_fail (EXM_IS_PROBLEM_CARD (self));

  widget = part != NULL ? find_part (self->box, part) : NULL;
  if (widget == NULL || !gtk_widget_grab_focus (widget))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

const char *
exm_problem_card_get_code (ExmProblemCard *self)
{
  g_return_val_if_fail (EXM_IS_PROBLEM_CARD (self), NULL);

  return self->code;
}

/* --- object ------------------------------------------------------------------------ */

static void
exm_problem_card_dispose (GObject *object)
{
  ExmProblemCard *self = EXM_PROBLEM_CARD (object);

  g_cancellable_cancel (self->cancellable);
  self->examples = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (exm_problem_card_parent_class)->dispose (object);
}

static void
exm_problem_card_finalize (GObject *object)
{
  ExmProblemCard *self = EXM_PROBLEM_CARD (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->query, exm_query_free);
  g_free (self->code);
  g_free (self->title);
  g_free (self->fix_one);
  G_OBJECT_CLASS (exm_problem_card_parent_class)->finalize (object);
}

static void
exm_problem_card_class_init (ExmProblemCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_problem_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_problem_card_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FIX_ONE] = g_signal_new ("fix-one", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
exm_problem_card_init (ExmProblemCard *self)
{
  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "problem-card");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
exm_problem_card_new (const char *code,
                      ExmSeverity severity,
                      const char *title,
                      const char *message)
{
  ExmProblemCard *self = g_object_new (EXM_TYPE_PROBLEM_CARD, NULL);
  GtkWidget      *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->code = g_strdup (code);
  self->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);

  self->examples = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_add_css_class (self->examples, "preview");
  gtk_widget_set_visible (self->examples, FALSE);
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->buttons = exm_wrap_box_new (6, FALSE);
  gtk_widget_set_margin_top (self->buttons, 3);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), make_label (title, "heading"));
  gtk_box_append (GTK_BOX (words), make_label (message, "body"));
  gtk_box_append (GTK_BOX (words), self->examples);
  gtk_box_append (GTK_BOX (words), self->body);
  gtk_box_append (GTK_BOX (words), self->buttons);
  gtk_box_append (GTK_BOX (self->box), make_icon (severity));
  gtk_box_append (GTK_BOX (self->box), words);
  return GTK_WIDGET (self);
}
