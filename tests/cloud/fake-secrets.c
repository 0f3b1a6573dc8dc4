/* fake-secrets.c - a secret service on a bus of its own, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fake-secrets.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>

/* As much of https://specifications.freedesktop.org/secret-service/ as libsecret
 * uses: one collection that is never locked, sessions without encryption. On a
 * thread of its own, since the calls under test wait. */

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/aliases/default"
#define SESSION ROOT "/session/1"

static const char xml[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
  "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
  "<method name='SearchItems'><arg type='a{ss}' direction='in'/><arg type='ao' direction='out'/>"
  "<arg type='ao' direction='out'/></method>"
  "<method name='Unlock'><arg type='ao' direction='in'/><arg type='ao' direction='out'/><arg type='o' direction='out'/></method>"
  "<method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
  "<arg type='a{o(oayays)}' direction='out'/></method>"
  "<method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
  "<property name='Collections' type='ao' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Collection'>"
  "<method name='CreateItem'><arg type='a{sv}' direction='in'/><arg type='(oayays)' direction='in'/><arg type='b' direction='in'/>"
  "<arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
  "<property name='Items' type='ao' access='read'/><property name='Label' type='s' access='read'/>"
  "<property name='Locked' type='b' access='read'/><property name='Created' type='t' access='read'/>"
  "<property name='Modified' type='t' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Item'>"
  "<method name='Delete'><arg type='o' direction='out'/></method>"
  "<property name='Locked' type='b' access='read'/><property name='Attributes' type='a{ss}' access='read'/>"
  "<property name='Label' type='s' access='read'/><property name='Created' type='t' access='read'/>"
  "<property name='Modified' type='t' access='read'/>"
  "</interface>"
  "</node>";

typedef struct
{
  char     *path;
  GVariant *attributes;
  char     *label;
  char     *secret;
  guint     registration;
} Item;

struct _FakeSecrets
{
  GSubprocess     *bus;
  char            *dir; /* of its configuration and socket */
  GDBusNodeInfo   *info;
  GMainContext    *context;
  GMainLoop       *loop;
  GThread         *thread;
  GDBusConnection *connection;
  GDBusConnection *session; /* of the code under test */
  guint            next;
  GMutex           lock; /* guards the rest */
  GPtrArray       *items;
  gboolean         full;
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->path);
  g_variant_unref (item->attributes);
  g_free (item->label);
  g_free (item->secret);
  g_free (item);
}

static gboolean
matches (Item     *item,
         GVariant *wanted)
{
  GVariantIter iter;
  const char  *name;
  const char  *value;

  g_variant_iter_init (&iter, wanted);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &value))
    {
      const char *has = NULL;

      if (!g_variant_lookup (item->attributes, name, "&s", &has) || strcmp (has, value) != 0)
        return FALSE;
    }
  return TRUE;
}

static Item *
find_path (FakeSecrets *self,
           const char  *path)
{
  for (guint i = 0; i < self->items->len; i++)
    if (strcmp (((Item *)g_ptr_array_index (self->items, i))->path, path) == 0)
      return g_ptr_array_index (self->items, i);
  return NULL;
}

static void
search (FakeSecrets           *self,
        GVariant              *parameters,
        GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) wanted = g_variant_get_child_value (parameters, 0);
  GVariantBuilder found;

  g_variant_builder_init (&found, G_VARIANT_TYPE ("ao"));
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (matches (item, wanted))
        g_variant_builder_add (&found, "o", item->path);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aoao)", &found, NULL));
}

static void
get_secrets (FakeSecrets           *self,
             GVariant              *parameters,
             GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariantIter) paths = NULL;
  GVariantBuilder secrets;
  const char     *path;

  g_variant_get (parameters, "(ao&o)", &paths, NULL);
  g_variant_builder_init (&secrets, G_VARIANT_TYPE ("a{o(oayays)}"));
  while (g_variant_iter_next (paths, "&o", &path))
    {
      Item *item = find_path (self, path);

      if (item != NULL)
        g_variant_builder_add (&secrets, "{o(o@ay@ays)}", path, SESSION, g_variant_new_array (G_VARIANT_TYPE_BYTE, NULL, 0),
                               g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, item->secret, strlen (item->secret), 1), "text/plain");
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &secrets));
}

static const GDBusInterfaceVTable vtable;

static void
create_item (FakeSecrets           *self,
             GVariant              *parameters,
             GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (parameters, 0);
  g_autoptr (GVariant) secret = g_variant_get_child_value (parameters, 1);
  g_autoptr (GVariant) bytes = g_variant_get_child_value (secret, 2);
  g_autoptr (GVariant) attributes = g_variant_lookup_value (properties, "org.freedesktop.Secret.Item.Attributes", G_VARIANT_TYPE ("a{ss}"));
  const char *text;
  gsize       size;
  Item       *item = NULL;

  if (self->full)
    {
      g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.Failed", "no room");
      return;
    }
  for (guint i = 0; i < self->items->len; i++)
    if (g_variant_equal (((Item *)g_ptr_array_index (self->items, i))->attributes, attributes))
      item = g_ptr_array_index (self->items, i);
  if (item == NULL)
    {
      item = g_new0 (Item, 1);
      item->path = g_strdup_printf (ROOT "/collection/one/%u", ++self->next);
      item->attributes = g_variant_ref (attributes);
      g_ptr_array_add (self->items, item);
      item->registration = g_dbus_connection_register_object (
        self->connection, item->path, g_dbus_node_info_lookup_interface (self->info, "org.freedesktop.Secret.Item"), &vtable, self, NULL, NULL);
    }
  text = g_variant_get_fixed_array (bytes, &size, 1);
  g_free (item->secret);
  item->secret = g_strndup (text, size);
  g_free (item->label);
  item->label = NULL;
  g_variant_lookup (properties, "org.freedesktop.Secret.Item.Label", "s", &item->label);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", item->path, "/"));
}

static void
open_session (GVariant              *parameters,
              GDBusMethodInvocation *invocation)
{
  const char *algorithm;

  g_variant_get_child (parameters, 0, "&s", &algorithm);
  if (strcmp (algorithm, "plain") != 0)
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.DBus.Error.NotSupported", algorithm);
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(vo)", g_variant_new_string (""), SESSION));
}

static void
call_cb (GDBusConnection       *connection,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *parameters,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  FakeSecrets *self = user_data;

  g_mutex_lock (&self->lock);
  if (strcmp (method, "OpenSession") == 0)
    open_session (parameters, invocation);
  else if (strcmp (method, "SearchItems") == 0)
    search (self, parameters, invocation);
  else if (strcmp (method, "GetSecrets") == 0)
    get_secrets (self, parameters, invocation);
  else if (strcmp (method, "CreateItem") == 0)
    create_item (self, parameters, invocation);
  else if (strcmp (method, "Unlock") == 0)
    {
      g_autoptr (GVariant) paths = g_variant_get_child_value (parameters, 0);

      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@aoo)", paths, "/"));
    }
  else if (strcmp (method, "ReadAlias") == 0)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", COLLECTION));
  else if (strcmp (method, "Delete") == 0)
    {
      Item *item = find_path (self, path);

      g_assert (item != NULL);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/"));
      g_dbus_connection_unregister_object (connection, item->registration);
      g_ptr_array_remove (self->items, item);
    }
  g_mutex_unlock (&self->lock);
}

static GVariant *
property_cb (GDBusConnection *connection,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *name,
             GError         **error,
             gpointer         user_data)
{
  FakeSecrets *self = user_data;
  GVariant    *value = NULL;
  Item        *item;

  g_mutex_lock (&self->lock);
  item = find_path (self, path);
  if (strcmp (name, "Collections") == 0)
    value = g_variant_new_parsed ("[objectpath '" COLLECTION "']");
  else if (strcmp (name, "Items") == 0)
    value = g_variant_new ("ao", NULL);
  else if (strcmp (name, "Locked") == 0)
    value = g_variant_new_boolean (FALSE);
  else if (strcmp (name, "Attributes") == 0)
    value = item != NULL ? g_variant_ref (item->attributes) : NULL;
  else if (strcmp (name, "Label") == 0)
    value = g_variant_new_string (item != NULL && item->label != NULL ? item->label : "one");
  else
    value = g_variant_new_uint64 (0);
  g_mutex_unlock (&self->lock);
  return value;
}

static const GDBusInterfaceVTable vtable = { .method_call = call_cb, .get_property = property_cb };

static gpointer
serve_thread (gpointer data)
{
  FakeSecrets *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
export_objects (FakeSecrets *self)
{
  static const struct
  {
    const char *path;
    const char *interface;
  } objects[] = {
    { ROOT, "org.freedesktop.Secret.Service" },
    { COLLECTION, "org.freedesktop.Secret.Collection" },
  };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      g_dbus_connection_register_object (self->connection, objects[i].path, g_dbus_node_info_lookup_interface (self->info, objects[i].interface),
                                         &vtable, self, NULL, &error);
      g_assert_no_error (error);
    }
  reply = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL, G_DBUS_CALL_FLAGS_NONE,
                                       -1, NULL, &error);
  g_assert_no_error (error);
}

/* Not GTestDBus: that waits for libsecret to let go of the connection. */
static char *
start_bus (FakeSecrets *self)
{
  g_autofree char *config = NULL;
  g_autofree char *text = NULL;
  g_autofree char *option = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  char *address;

  self->dir = g_dir_make_tmp ("exm-bus-XXXXXX", &error);
  g_assert_no_error (error);
  config = g_build_filename (self->dir, "bus.conf", NULL);
  option = g_strconcat ("--config-file=", config, NULL);
  text = g_strdup_printf ("<busconfig><type>session</type><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>"
                          "<policy context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/>"
                          "<allow own='*'/></policy></busconfig>",
                          self->dir);
  g_assert_true (g_file_set_contents (config, text, -1, NULL));
  self->bus = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "dbus-daemon", "--nofork",
                                "--nopidfile", "--print-address", option, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->bus));
  address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (address);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
  return address;
}

FakeSecrets *
fake_secrets_new (void)
{
  g_autofree char *daemon = g_find_program_in_path ("dbus-daemon");
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  FakeSecrets *self;

  if (daemon == NULL)
    return NULL;
  self = g_new0 (FakeSecrets, 1);
  g_mutex_init (&self->lock);
  self->items = g_ptr_array_new_with_free_func (item_free);
  self->info = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  address = start_bus (self);
  /* Else the end of the bus would end the test. */
  self->session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (self->session, FALSE);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->connection = g_dbus_connection_new_for_address_sync (
    address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
    NULL, NULL, &error);
  g_assert_no_error (error);
  g_main_context_push_thread_default (self->context);
  export_objects (self);
  g_main_context_pop_thread_default (self->context);
  self->thread = g_thread_new ("secrets", serve_thread, self);
  return self;
}

void
fake_secrets_free (FakeSecrets *self)
{
  secret_service_disconnect ();
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_object_unref (self->connection);
  g_object_unref (self->session);
  g_subprocess_force_exit (self->bus);
  g_subprocess_wait (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  {
    g_autofree char *config = g_build_filename (self->dir, "bus.conf", NULL);
    g_autofree char *socket = g_build_filename (self->dir, "bus", NULL);

    g_remove (config);
    g_remove (socket);
    g_rmdir (self->dir);
    g_free (self->dir);
  }
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->items);
  g_dbus_node_info_unref (self->info);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
fake_secrets_set_full (FakeSecrets *self,
                       gboolean     full)
{
  g_mutex_lock (&self->lock);
  self->full = full;
  g_mutex_unlock (&self->lock);
}

guint
fake_secrets_n_items (FakeSecrets *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->items->len;
  g_mutex_unlock (&self->lock);
  return n;
}

char *
fake_secrets_dup (FakeSecrets *self,
                  const char  *name)
{
  char *secret = NULL;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->items->len && secret == NULL; i++)
    {
      Item       *item = g_ptr_array_index (self->items, i);
      const char *value = NULL;

      if (g_variant_lookup (item->attributes, "name", "&s", &value) && g_str_has_prefix (value, name))
        secret = g_strdup (item->secret);
    }
  g_mutex_unlock (&self->lock);
  return secret;
}
