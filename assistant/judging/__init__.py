"""From an exchange to a judgement: parts, readings, evidence, levels, abstention, intervals."""
