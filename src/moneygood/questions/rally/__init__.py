"""What a change of share prices is made of: earnings, rates, premium, AI hope, flows, the rest."""
