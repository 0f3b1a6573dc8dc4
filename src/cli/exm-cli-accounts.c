/* exm-cli-accounts.c - exemplar accounts: which there are, one more, one less
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

typedef struct
{
  char    *add;
  char    *client;
  char    *remove;
  gboolean as_json;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_free (self->add);
  g_free (self->client);
  g_free (self->remove);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* --- what is shown ----------------------------------------------------------------- */

static const char *
state_nick (ExmAccountState state)
{
  return state == EXM_ACCOUNT_SIGN_IN_AGAIN ? "sign-in-again" : state == EXM_ACCOUNT_UNREADABLE ? "unreadable"
                                                                                                : "ready";
}

static const char *
state_words (ExmAccountState state)
{
  return state == EXM_ACCOUNT_SIGN_IN_AGAIN ? _("sign in again")
                                            : state == EXM_ACCOUNT_UNREADABLE
    ? _("cannot be read at present")
    : _("in order");
}

static void
write_account (ExmJsonWriter *writer,
               ExmAccount    *account)
{
  g_autofree char *email = exm_account_dup_email (account);
  g_autofree char *title = exm_account_dup_title (account);
  g_autofree char *file = exm_account_dup_file (account);
  g_autofree char *quota_project = exm_account_dup_quota_project (account);

  exm_json_writer_begin_object (writer, NULL);
  exm_json_writer_string (writer, "id", exm_account_get_id (account));
  exm_json_writer_string (writer, "email", email);
  exm_json_writer_string (writer, "title", title);
  exm_json_writer_string (writer, "kind", exm_account_kind_get_nick (exm_account_get_kind (account)));
  exm_json_writer_string (writer, "state", state_nick (exm_account_get_state (account)));
  exm_json_writer_bool (writer, "lasting", exm_account_is_lasting (account));
  exm_json_writer_string (writer, "file", file);
  exm_json_writer_string (writer, "quota_project", quota_project);
  exm_json_writer_end (writer);
}

/* The practice account is always there, whether its service runs or not. */
static void
write_practice (ExmJsonWriter *writer)
{
  exm_json_writer_begin_object (writer, NULL);
  exm_json_writer_string (writer, "id", "practice");
  exm_json_writer_null (writer, "email");
  exm_json_writer_string (writer, "title", _("Practice"));
  exm_json_writer_string (writer, "kind", exm_account_kind_get_nick (EXM_ACCOUNT_PRACTICE));
  exm_json_writer_string (writer, "state", state_nick (EXM_ACCOUNT_READY));
  exm_json_writer_bool (writer, "lasting", TRUE);
  exm_json_writer_null (writer, "file");
  exm_json_writer_null (writer, "quota_project");
  exm_json_writer_end (writer);
}

static void
write_offer (ExmJsonWriter *writer,
             ExmAccounts   *accounts)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *email = NULL;
  ExmAccountKind   kind = EXM_ACCOUNT_ADC_USER;
  g_autofree char *path = exm_accounts_offer (accounts, &kind, &email, &error);

  exm_json_writer_begin_object (writer, "found");
  exm_json_writer_string (writer, "file", path);
  exm_json_writer_string (writer, "kind", path != NULL ? exm_account_kind_get_nick (kind) : NULL);
  exm_json_writer_string (writer, "email", email);
  exm_json_writer_string (writer, "problem", error != NULL ? error->message : NULL);
  exm_json_writer_end (writer);
}

static void
print_json (ExmAccounts *accounts,
            const char  *added,
            const char  *removed)
{
  g_autoptr(GString) json = g_string_new (NULL);
  ExmJsonWriter writer;

  exm_json_writer_init (&writer, json, 2);
  exm_json_writer_begin_object (&writer, NULL);
  exm_json_writer_begin_array (&writer, "accounts");
  write_practice (&writer);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr(ExmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      write_account (&writer, account);
    }
  exm_json_writer_end (&writer);
  exm_json_writer_string (&writer, "added", added);
  exm_json_writer_string (&writer, "removed", removed);
  exm_json_writer_bool (&writer, "has_client", exm_accounts_has_client (accounts));
  exm_json_writer_bool (&writer, "lasting", exm_accounts_is_lasting (accounts));
  write_offer (&writer, accounts);
  exm_json_writer_end (&writer);
  _exm_cli_print_json (json);
}

static void
print_account (ExmAccount *account)
{
  g_autofree char *title = exm_account_dup_title (account);

  g_print ("%s\n    %s, %s\n", title, exm_account_get_subtitle (account), state_words (exm_account_get_state (account)));
  if (!exm_account_is_lasting (account) && exm_account_get_kind (account) != EXM_ACCOUNT_BEARER)
    g_print ("    %s\n", _("for this run only: there is no keyring here"));
  g_print ("    %s\n", exm_account_get_id (account));
}

static void
print_text (ExmAccounts *accounts)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *email = NULL;
  ExmAccountKind   kind;
  g_autofree char *path = NULL;

  g_print ("%s\n    %s\n    %s\n", _("Practice"), exm_account_kind_get_title (EXM_ACCOUNT_PRACTICE), "practice");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr(ExmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      print_account (account);
    }
  path = exm_accounts_offer (accounts, &kind, &email, &error);
  if (path != NULL)
    {
      g_print ("\n");
      g_print (_("Application Default Credentials lie in %s: “exemplar accounts --add adc” adds them\n"), path);
    }
  else if (error != NULL)
    _exm_cli_say ("%s", error->message);
}

/* --- one more ---------------------------------------------------------------------- */

/* The address holds what only this attempt may know: it goes to the terminal itself,
 * wherever the output goes. */
static void
open_cb (const char *url,
         gpointer    user_data)
{
  FILE *terminal = user_data;

  fprintf (terminal, "%s\n\n%s\n\n%s\n", _("Open this page in a browser on this computer to sign in:"), url, _("Waiting for the browser, up to five minutes; Ctrl+C gives up"));
  fflush (terminal);
}

static ExmAccount *
add_browser (ExmAccounts *accounts,
             const char  *again,
             GError     **error)
{
  ExmAccount *known = again != NULL ? exm_accounts_find (accounts, again) : NULL;
  ExmAccount *account;
  FILE       *terminal;

  if (again != NULL && known == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no account “%s”"), again);
      return NULL;
    }
  if (!exm_accounts_has_client (accounts))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("Signing in with the browser needs a client file once: exemplar accounts --client FILE --add browser"));
      return NULL;
    }
  if (!exm_accounts_is_lasting (accounts))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("There is no keyring here to keep a sign-in for the next command: use a key file or Application Default Credentials"));
      return NULL;
    }
  terminal = fopen ("/dev/tty", "we");
  if (terminal == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("Signing in with the browser needs a terminal to show the address on"));
      return NULL;
    }
  account = exm_accounts_sign_in (accounts, known, open_cb, terminal, _exm_cli_cancellable (), error);
  fclose (terminal);
  return account;
}

static ExmAccount *
add_standard (ExmAccounts *accounts,
              GError     **error)
{
  g_autofree char *path = exm_credentials_dup_standard_path ();

  if (path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _("There are no Application Default Credentials in the standard place; “gcloud auth application-default login” makes them"));
      return NULL;
    }
  return exm_accounts_add_file (accounts, path, _exm_cli_cancellable (), error);
}

static ExmAccount *
add (ExmAccounts *accounts,
     const char  *way,
     const char  *word,
     GError     **error)
{
  if (g_str_equal (way, "browser"))
    return add_browser (accounts, word, error);
  if (word == NULL)
    return add_standard (accounts, error);
  return exm_accounts_add_file (accounts, word, _exm_cli_cancellable (), error);
}

/* --- one less ---------------------------------------------------------------------- */

static gboolean
take_out (ExmAccounts *accounts,
          const char  *name,
          char       **removed,
          GError     **error)
{
  ExmAccount *account = exm_accounts_find (accounts, name);

  if (g_str_equal (name, "practice") || (account != NULL && exm_account_get_kind (account) == EXM_ACCOUNT_BEARER))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("“%s” is not kept here, so it cannot be removed"), name);
      return FALSE;
    }
  if (account == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no account “%s”"), name);
      return FALSE;
    }
  *removed = g_strdup (exm_account_get_id (account));
  _exm_cli_choice_forget (*removed);
  if (exm_accounts_remove (accounts, account, _exm_cli_cancellable (), error))
    return TRUE;
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _exm_cli_say (_("The account is gone from here, but Google still lists what was granted: see %s"), EXM_ACCOUNTS_GRANTS_URL);
  return FALSE;
}

/* --- the command ------------------------------------------------------------------- */

static gboolean
check_words (const Arguments *arguments,
             int              n_words)
{
  const char *way = arguments->add;

  if (way == NULL && n_words > 0)
    _exm_cli_say ("%s", _("FILE goes with --add"));
  else if (way != NULL && arguments->remove != NULL)
    _exm_cli_say ("%s", _("Add or remove, not both at once"));
  else if (way != NULL && !g_str_equal (way, "browser") && !g_str_equal (way, "key") && !g_str_equal (way, "adc"))
    _exm_cli_say (_("“%s” is no way to add an account; there are browser, key and adc"), way);
  else if (g_strcmp0 (way, "key") == 0 && n_words == 0)
    _exm_cli_say ("%s", _("Name the key file: exemplar accounts --add key FILE"));
  else
    return TRUE;
  return FALSE;
}

static int
run (const Arguments *arguments,
     const char      *word)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmAccounts) accounts = exm_accounts_new (NULL, &error);
  g_autoptr(ExmAccount) added = NULL;
  g_autofree char *removed = NULL;

  if (accounts == NULL || !exm_accounts_load (accounts, _exm_cli_cancellable (), &error))
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (arguments->client != NULL && !exm_accounts_set_client_file (accounts, arguments->client, _exm_cli_cancellable (), &error))
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (arguments->add != NULL)
    {
      added = add (accounts, arguments->add, word, &error);
      if (added == NULL)
        return _exm_cli_fail (error, EXM_CLI_FAILED);
    }
  if (arguments->remove != NULL && !take_out (accounts, arguments->remove, &removed, &error))
    return _exm_cli_fail (error, EXM_CLI_FAILED);
  if (arguments->as_json)
    print_json (accounts, added != NULL ? exm_account_get_id (added) : NULL, removed);
  else if (added != NULL)
    print_account (added);
  else if (removed != NULL)
    g_print (_("Removed: %s\n"), arguments->remove);
  else if (arguments->client != NULL)
    g_print ("%s\n", _("The client file is taken: “exemplar accounts --add browser” signs in with it"));
  else
    print_text (accounts);
  return EXM_CLI_OK;
}

int
_exm_cli_accounts (int    argc,
                   char **argv)
{
  g_auto(Arguments) arguments = { 0 };
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "add", 0, 0, G_OPTION_ARG_STRING, &arguments.add, N_("Add an account: browser, key or adc"), N_("WAY") },
    { "client", 0, 0, G_OPTION_ARG_FILENAME, &arguments.client, N_("Client file to sign in with the browser (client_secret_….json)"), N_("FILE") },
    { "remove", 0, 0, G_OPTION_ARG_STRING, &arguments.remove, N_("Sign an account out and forget it"), N_("ACCOUNT") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments.as_json, N_("Print one JSON document"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  if (!_exm_cli_parse (&argc, &argv, entries, NULL, 0, 1) || !check_words (&arguments, argc - 1))
    return EXM_CLI_USAGE;
  _exm_cli_set_json (arguments.as_json);
  return run (&arguments, argc > 1 ? argv[1] : NULL);
}
