/* exm-cloud-error.c - the one table from what came back to what to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-cloud-error.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-cloud-error-table-private.h"
#include "exm-cloud-private.h"

typedef struct
{
  ExmGoogleProblem       *problem;
  const ExmCloudErrorRow *row;
} ExmCloudErrorPrivate;

static void
exm_cloud_error_private_init (ExmCloudErrorPrivate *priv)
{
}

static void
exm_cloud_error_private_copy (const ExmCloudErrorPrivate *from,
                              ExmCloudErrorPrivate       *to)
{
  if (from == NULL || to == NULL) /* the macro below may say so of other domains */
    return;
  to->problem = exm_google_problem_copy (from->problem);
  to->row = from->row;
}

static void
exm_cloud_error_private_clear (ExmCloudErrorPrivate *priv)
{
  if (priv != NULL)
    g_clear_pointer (&priv->problem, exm_google_problem_free);
}

G_DEFINE_EXTENDED_ERROR (ExmCloudError, exm_cloud_error)

/* Google's words after ours: they name the field or the limit. */
static char *
compose_message (const ExmCloudErrorRow *row,
                 const ExmGoogleProblem *problem)
{
  const char      *theirs = NULL;
  g_autofree char *text = NULL;

  if (!row->with_details)
    return g_strdup (g_dgettext (GETTEXT_PACKAGE, row->what));
  if (problem->permission != NULL)
    /* Translators: a sentence of ours, and a permission such as aiplatform.tuningJobs.create */
    return g_strdup_printf (_ ("%s: the permission “%s” is missing"), g_dgettext (GETTEXT_PACKAGE, row->what),
                               problem->permission);
  if (problem->violations->len > 0)
    theirs = ((ExmGoogleField *)g_ptr_array_index (problem->violations, 0))->description;
  if (theirs == NULL)
    theirs = problem->message;
  if (theirs == NULL || *theirs == '\0')
    return g_strdup (g_dgettext (GETTEXT_PACKAGE, row->what));

  text = g_strdup (theirs);
  g_strstrip (text);
  if (g_str_has_suffix (text, "."))
    text[strlen (text) - 1] = '\0';
  /* Translators: the first is a sentence of ours, the second Google's own words. */
  return g_strdup_printf (_ ("%s: %s"), g_dgettext (GETTEXT_PACKAGE, row->what), text);
}

GError *
exm_google_problem_to_error (ExmGoogleProblem *self)
{
  const ExmCloudErrorRow *row = _exm_cloud_error_lookup (self);
  g_autofree char        *message = compose_message (row, self);
  GError                 *error = g_error_new_literal (EXM_CLOUD_ERROR, row->code, message);
  ExmCloudErrorPrivate   *priv = exm_cloud_error_get_private (error);

  g_assert (priv != NULL);
  priv->problem = self;
  priv->row = row;
  return error;
}

GError *
_exm_cloud_error_from_curl (int curl_code)
{
  ExmGoogleProblem *problem = exm_google_problem_parse (0, NULL);

  problem->curl_code = curl_code;
  return exm_google_problem_to_error (problem);
}

void
_exm_cloud_error_turn (GError      **error,
                       ExmCloudError code,
                       const char   *message)
{
  GError               *turned;
  ExmCloudErrorPrivate *priv;

  if (error == NULL || *error == NULL)
    return;
  turned = g_error_new_literal (EXM_CLOUD_ERROR, code, message);
  priv = exm_cloud_error_get_private (turned);
  g_assert (priv != NULL);
  priv->problem = exm_google_problem_copy (exm_cloud_error_get_problem (*error));
  g_error_free (*error);
  *error = turned;
}

const ExmGoogleProblem *
exm_cloud_error_get_problem (const GError *error)
{
  ExmCloudErrorPrivate *priv;

  if (error == NULL || error->domain != EXM_CLOUD_ERROR)
    return NULL;
  priv = exm_cloud_error_get_private (error);
  return priv != NULL ? priv->problem : NULL;
}

static const ExmCloudErrorRow *
get_row (const GError *error)
{
  ExmCloudErrorPrivate *priv;

  if (error == NULL || error->domain != EXM_CLOUD_ERROR)
    return NULL;
  priv = exm_cloud_error_get_private (error);
  if (priv != NULL && priv->row != NULL)
    return priv->row;
  return _exm_cloud_error_row_for_code ((ExmCloudError)error->code);
}

const char *
exm_cloud_error_get_advice (const GError *error)
{
  const ExmCloudErrorRow *row = get_row (error);

  return row != NULL && row->advice != NULL ? g_dgettext (GETTEXT_PACKAGE, row->advice) : NULL;
}

ExmCloudAction
exm_cloud_error_get_action (const GError *error)
{
  const ExmCloudErrorRow *row = get_row (error);

  return row != NULL ? row->action : EXM_CLOUD_ACTION_NONE;
}

const char *
exm_cloud_error_get_url (const GError *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);
  const ExmCloudErrorRow *row = get_row (error);

  if (problem != NULL && problem->activation_url != NULL)
    return problem->activation_url;
  if (problem != NULL && problem->links->len > 0)
    return ((ExmGoogleLink *)g_ptr_array_index (problem->links, 0))->url;
  return row != NULL ? row->page : NULL;
}

gint64
exm_cloud_error_get_retry_ms (const GError *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);

  if (exm_cloud_error_get_action (error) != EXM_CLOUD_ACTION_RETRY)
    return -1;
  return problem != NULL ? MAX (0, problem->retry_delay_ms) : 0;
}

const char *
exm_cloud_action_get_label (ExmCloudAction action)
{
  switch (action)
    {
    case EXM_CLOUD_ACTION_SIGN_IN:
      return _ ("Sign in");
    case EXM_CLOUD_ACTION_ENABLE_API:
      return _ ("Enable the API");
    case EXM_CLOUD_ACTION_LINK_BILLING:
      return _ ("Link billing");
    case EXM_CLOUD_ACTION_OPEN_PAGE:
      return _ ("Open the page");
    case EXM_CLOUD_ACTION_RETRY:
      return _ ("Try again");
    case EXM_CLOUD_ACTION_CHECK_JOBS:
      return _ ("Look at the jobs");
    case EXM_CLOUD_ACTION_NONE:
    default:
      return NULL;
    }
}

static void
append_line (GString    *text,
             const char *name,
             const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (text, "%s: %s\n", name, value);
}

char *
exm_cloud_error_dup_details (const GError *error)
{
  const ExmGoogleProblem *problem = exm_cloud_error_get_problem (error);
  g_autoptr (GString) text = NULL;

  if (error == NULL)
    return NULL;
  text = g_string_new (error->message);
  g_string_append_c (text, '\n');
  if (problem == NULL)
    return exm_cloud_redact (text->str);
  if (problem->http_status != 0)
    g_string_append_printf (text, "HTTP status: %u\n", problem->http_status);
  if (problem->curl_code != 0)
    g_string_append_printf (text, "libcurl: %d (%s)\n", problem->curl_code,
                            curl_easy_strerror ((CURLcode)problem->curl_code));
  append_line (text, "Status", problem->status);
  append_line (text, "Reason", problem->reason);
  append_line (text, "Service", problem->service);
  append_line (text, "Permission", problem->permission);
  append_line (text, "Quota", problem->quota_metric);
  append_line (text, "Message", problem->message);
  for (guint i = 0; i < problem->violations->len; i++)
    {
      const ExmGoogleField *field = g_ptr_array_index (problem->violations, i);

      append_line (text, field->field != NULL ? field->field : "Violation", field->description);
    }
  if (problem->raw != NULL)
    g_string_append_printf (text, "\n%s\n", problem->raw);
  /* Once more, as a whole: a secret may only show where parts meet. */
  return exm_cloud_redact (text->str);
}

gboolean
exm_cloud_error_is_transient (const GError *error)
{
  const ExmCloudErrorRow *row = get_row (error);

  return row != NULL && row->transient;
}
