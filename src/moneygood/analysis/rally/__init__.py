"""What a change of share prices is made of: earnings, real rate, policy, premium, AI hope, flows, the rest."""
