/* exm-agreement-words.c - what a number of agreement means, in words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-agreement.h"

#include <glib/gi18n-lib.h>
#include <math.h>

const char *
exm_agreement_grade (double value)
{
  if (isnan (value))
    return _ ("not known");
  if (value < 0)
    return C_ ("agreement", "poor");
  if (value <= 0.20)
    return C_ ("agreement", "slight");
  if (value <= 0.40)
    return C_ ("agreement", "fair");
  if (value <= 0.60)
    return C_ ("agreement", "moderate");
  if (value <= 0.80)
    return C_ ("agreement", "substantial");
  return C_ ("agreement", "almost perfect");
}

static const char *
what_to_do (double value)
{
  if (value > 0.80)
    return _ ("The labels are clear enough to train on. Settle the posts that were decided differently.");
  if (value > 0.60)
    return _ ("Usable, but look at the pairs that are confused most: sharpen their definitions, "
              "or merge labels that mean the same.");
  return _ ("A model cannot learn what people do not agree on. Write down what each label means, merge those that "
            "cannot be told apart, and label again before tuning.");
}

char *
exm_kappa_explain (const ExmKappa *self)
{
  if (self->n == 0)
    return g_strdup (_ ("No post was decided by both yet."));
  if (isnan (self->kappa))
    return g_strdup (_ ("All posts got one and the same label, so agreement beyond chance cannot be told. "
                        "Compare posts of several labels."));
  return g_strdup_printf (
    /* Translators: %.2f is Cohen's kappa, %s its strength ("substantial"), the last what to do */
    _ ("%.2f is %s by the scale of Landis and Koch (1977). 1 is full agreement, 0 what chance alone would give. %s"),
       self->kappa, exm_agreement_grade (self->kappa), what_to_do (self->kappa));
}

char *
exm_alpha_explain (const ExmAlpha *self)
{
  const char *meaning;

  if (self->n_units == 0)
    return g_strdup (_ ("No post was decided by two yet."));
  if (isnan (self->alpha))
    return g_strdup (_ ("All posts got one and the same label, so agreement beyond chance cannot be told. "
                        "Compare posts of several labels."));
  if (self->alpha >= 0.80)
    meaning = _ ("reliable: from 0.80 on the labels can be relied on (Krippendorff 2004)");
  else if (self->alpha >= 0.667)
    meaning = _ ("good for tentative conclusions only: 0.80 is what to reach (Krippendorff 2004)");
  else
    meaning = _ ("too low to rely on: below 0.667 (Krippendorff 2004)");
  return g_strdup_printf (
    /* Translators: %.2f is Krippendorff's alpha, %s what that means, the last what to do */
    _ ("%.2f is %s. It takes all reviewers together, also of posts that some left out. %s"),
       self->alpha, meaning, what_to_do (self->alpha));
}

char *
exm_agreement_format (double value,
                      double low,
                      double high)
{
  if (isnan (value))
    return g_strdup ("–");
  if (isnan (low))
    return g_strdup_printf ("%.2f", value);
  /* Translators: a number and the bounds of its interval */
  return g_strdup_printf (_ ("%.2f (%.2f – %.2f)"), value, low, high);
}
